// Turns :shortcodes: into characters: a modest table of the common ones.

const TABLE = `
smile 😄|smiley 😃|grinning 😀|grin 😁|slightly_smiling_face 🙂|wink 😉|blush 😊|joy 😂|heart_eyes 😍|sunglasses 😎|
thinking_face 🤔|sweat_smile 😅|cry 😢|sob 😭|open_mouth 😮|see_no_evil 🙈|nerd_face 🤓|partying_face 🥳|
robot_face 🤖|ghost 👻|wave 👋|clap 👏|raised_hands 🙌|pray 🙏|muscle 💪|+1 👍|thumbsup 👍|-1 👎|thumbsdown 👎|
ok_hand 👌|point_right 👉|handshake 🤝|eyes 👀|brain 🧠|heart ❤️|green_heart 💚|blue_heart 💙|yellow_heart 💛|
purple_heart 💜|sparkling_heart 💖|tada 🎉|confetti_ball 🎊|sparkles ✨|star ⭐|star2 🌟|fire 🔥|zap ⚡|boom 💥|100 💯|
rocket 🚀|trophy 🏆|medal 🏅|sports_medal 🏅|first_place_medal 🥇|second_place_medal 🥈|third_place_medal 🥉|
crown 👑|gem 💎|gift 🎁|balloon 🎈|dart 🎯|checkered_flag 🏁|seedling 🌱|herb 🌿|evergreen_tree 🌲|deciduous_tree 🌳|
four_leaf_clover 🍀|sunflower 🌻|cactus 🌵|mushroom 🍄|rainbow 🌈|sunny ☀️|cloud ☁️|snowflake ❄️|owl 🦉|turtle 🐢|
rabbit 🐰|bee 🐝|butterfly 🦋|beaver 🦫|fox_face 🦊|whale 🐳|penguin 🐧|coffee ☕|tea 🍵|cake 🍰|pizza 🍕|cookie 🍪|
doughnut 🍩|white_check_mark ✅|heavy_check_mark ✔️|x ❌|warning ⚠️|no_entry ⛔|no_entry_sign 🚫|question ❓|
exclamation ❗|information_source ℹ️|bulb 💡|mag 🔍|lock 🔒|unlock 🔓|key 🔑|shield 🛡️|bell 🔔|no_bell 🔕|mute 🔇|
wrench 🔧|hammer 🔨|hammer_and_wrench 🛠️|gear ⚙️|toolbox 🧰|link 🔗|pushpin 📌|memo 📝|book 📖|books 📚|clipboard 📋|
calendar 📆|date 📅|spiral_calendar_pad 🗓️|hourglass ⌛|hourglass_flowing_sand ⏳|stopwatch ⏱️|alarm_clock ⏰|
chart_with_upwards_trend 📈|chart_with_downwards_trend 📉|bar_chart 📊|moneybag 💰|dollar 💵|euro 💶|coin 🪙|
package 📦|inbox_tray 📥|outbox_tray 📤|computer 💻|bug 🐛|test_tube 🧪|microscope 🔬|telescope 🔭|compass 🧭|
world_map 🗺️|mountain ⛰️|house 🏠|office 🏢|construction 🚧|recycle ♻️|speech_balloon 💬|thought_balloon 💭|
loudspeaker 📢|mega 📣|mailbox 📫|email ✉️|lollipop 🍭|art 🎨|musical_note 🎵|arrow_up ⬆️|arrow_down ⬇️|
arrow_right ➡️|arrow_left ⬅️|arrow_upper_right ↗️|arrow_lower_right ↘️|arrows_counterclockwise 🔄|
small_red_triangle 🔺|small_red_triangle_down 🔻|heavy_minus_sign ➖|heavy_plus_sign ➕|new 🆕|up 🆙|cool 🆒|
red_circle 🔴|large_orange_circle 🟠|large_yellow_circle 🟡|large_green_circle 🟢|large_blue_circle 🔵|
white_circle ⚪|black_circle ⚫|large_green_square 🟩|large_yellow_square 🟨|white_large_square ⬜|
black_large_square ⬛|busts_in_silhouette 👥|bust_in_silhouette 👤`;

const EMOJI = new Map(TABLE.split("|").map((entry) => entry.trim().split(" ")));

/** The character of a shortcode, or undefined. */
export const emoji = (name) => EMOJI.get(name);

/** Replaces the known :shortcodes: in plain text. */
export const withEmoji = (text) => text.replace(/:([a-z0-9_+-]+):/g, (whole, name) => EMOJI.get(name) || whole);
