#pragma once

#include <QColor>
#include <QPalette>

#include <array>

class QFont;

namespace bulkhead {

/// What a thing means; the theme knows what that looks like. Never shown by colour alone: a word and a mark go with it.
enum class Tone : quint8 {
    Neutral,
    Accent,
    Ok,
    Warn,
    Overdue,
    Low,
    Medium,
    High,
    Critical,
    Synthetic,
    Production,
    Mixed,
    Unknown,
    Unreadable
};
inline constexpr std::size_t toneCount = 14;

/// A small shape before a word, so that people who do not see the colour tell tones apart.
enum class Mark : quint8 {
    None,
    Dot,
    Ring,
    Square,
    Diamond,
    Triangle,
    TriangleDown,
    Octagon,
    HalfDisc,
    Hatch,
    Check,
    Cross,
    Clock
};

/// The three colours of a tone. `text` stands on `fill` and on every surface at 4.5:1 or better; `mark` is for shapes,
/// bars and slices (3:1 on every surface).
struct Ink
{
    QColor text;
    QColor fill;
    QColor mark;
};

/// Colours by what they are for.
struct Theme
{
    bool isDark = false;
    QColor background; ///< of the window
    QColor surface;    ///< of cards, tables, fields
    QColor raised;     ///< of menus, dialogs, hovered rows
    QColor border;     ///< hair lines that only divide
    QColor outline;    ///< edges of controls, 3:1
    QColor text;
    QColor muted;     ///< secondary text, 4.5:1 on all three grounds
    QColor accent;    ///< fill of the one main button
    QColor onAccent;  ///< text on it
    QColor link;      ///< accent as text
    QColor focus;     ///< ring, 3:1
    QColor selection; ///< of rows and text
    QColor onSelection;
    std::array<Ink, toneCount> tones;

    [[nodiscard]] const Ink& ink(Tone tone) const { return tones[static_cast<std::size_t>(tone)]; }
    [[nodiscard]] QPalette palette() const;

    [[nodiscard]] static const Theme& light();
    [[nodiscard]] static const Theme& dark();
    /// The theme that a widget is painted in: `Theme::of(widget->palette())`, `Theme::of(option.palette)`.
    [[nodiscard]] static const Theme& of(const QPalette& palette);
};

/// WCAG 2.1 contrast of two opaque colours: 1 to 21.
[[nodiscard]] double contrast(const QColor& a, const QColor& b);

/// Distances on the grid of four, in device-independent pixels.
namespace space {
inline constexpr int xs = 4;
inline constexpr int s = 8;
inline constexpr int m = 12;
inline constexpr int l = 16;
inline constexpr int xl = 24;
inline constexpr int xxl = 32;
} // namespace space

inline constexpr int rowHeight = 28;     ///< of table rows
inline constexpr int controlHeight = 32; ///< of buttons and fields
inline constexpr int cornerRadius = 6;

/// Sizes of text relative to the application's font. Small is never under 12 pixels.
enum class TextSize { Small, Body, Lead, Title, Display };
[[nodiscard]] QFont textFont(TextSize size, bool bold = false);
/// Digits of one width, for clocks and hashes.
[[nodiscard]] QFont monoFont(TextSize size = TextSize::Body);

} // namespace bulkhead
