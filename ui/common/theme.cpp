#include "ui/common/theme.h"

#include <QFont>
#include <QFontDatabase>
#include <QFontInfo>
#include <QGuiApplication>

#include <algorithm>
#include <cmath>

namespace bulkhead {

namespace {

Ink ink(const char* text, const char* fill, const char* mark)
{
    const auto colour = [](const char* name) { return QColor(QLatin1StringView(name)); };
    return {colour(text), colour(fill), colour(mark)};
}

QColor rgb(const char* name)
{
    return QColor(QLatin1StringView(name));
}

Theme makeLight()
{
    Theme theme;
    theme.background = rgb("#f3f5f8");
    theme.surface = rgb("#ffffff");
    theme.raised = rgb("#f8fafc");
    theme.border = rgb("#dde3ea");
    theme.outline = rgb("#7f8a99");
    theme.text = rgb("#17202b");
    theme.muted = rgb("#566272");
    theme.accent = rgb("#1f5fbf");
    theme.onAccent = rgb("#ffffff");
    theme.link = rgb("#1b56ae");
    theme.focus = rgb("#1f6feb");
    theme.selection = rgb("#d9e7fb");
    theme.onSelection = rgb("#10233f");
    theme.tones = {
        ink("#3d4856", "#e8ecf1", "#6b7786"), // neutral
        ink("#1b56ae", "#e1ecfc", "#2f6fd0"), // accent
        ink("#1a653a", "#def2e6", "#2a8a55"), // ok
        ink("#7d4b00", "#fdf0d5", "#b06f00"), // warn
        ink("#ab1c22", "#fde6e6", "#d0353b"), // overdue
        ink("#275a80", "#e2eef7", "#3d82b3"), // low
        ink("#6f4f00", "#faf0cf", "#a67a00"), // medium
        ink("#963f00", "#fde9da", "#cc5a0e"), // high
        ink("#9d142a", "#fbe2e6", "#c41e3a"), // critical
        ink("#155f65", "#dcf1f1", "#1b868e"), // synthetic
        ink("#a12f18", "#fce7e1", "#cf4727"), // production
        ink("#693c9c", "#efe6fa", "#8a53c4"), // mixed
        ink("#4a5462", "#e8ecf1", "#75818f"), // unknown
        ink("#5a5145", "#efebe5", "#857a6c"), // unreadable
    };
    return theme;
}

Theme makeDark()
{
    Theme theme;
    theme.isDark = true;
    theme.background = rgb("#11151b");
    theme.surface = rgb("#181e26");
    theme.raised = rgb("#202833");
    theme.border = rgb("#2c3641");
    theme.outline = rgb("#738093");
    theme.text = rgb("#e6eaf0");
    theme.muted = rgb("#a0acbb");
    theme.accent = rgb("#2f6fd0");
    theme.onAccent = rgb("#ffffff");
    theme.link = rgb("#86b6ff");
    theme.focus = rgb("#6aa8ff");
    theme.selection = rgb("#25405f");
    theme.onSelection = rgb("#f2f6fb");
    theme.tones = {
        ink("#c3ccd7", "#2a333e", "#8391a1"), // neutral
        ink("#8dbbff", "#1d3352", "#4d8deb"), // accent
        ink("#7fd6a3", "#173526", "#3fae70"), // ok
        ink("#f2c263", "#3b2e12", "#d69a2d"), // warn
        ink("#ffa3a0", "#452022", "#e5565a"), // overdue
        ink("#8ec4ea", "#1b3243", "#4c96c9"), // low
        ink("#f0ce6b", "#393011", "#c9a02c"), // medium
        ink("#ffb077", "#43290f", "#e87d34"), // high
        ink("#ffa6b3", "#471c26", "#ee4f68"), // critical
        ink("#6fd3d6", "#143638", "#2fa7ad"), // synthetic
        ink("#ffad98", "#45231a", "#eb6b4a"), // production
        ink("#d2b1f7", "#352547", "#a371db"), // mixed
        ink("#b8c2ce", "#2a333e", "#8391a1"), // unknown
        ink("#cfc3b2", "#35302a", "#9a8d7c"), // unreadable
    };
    return theme;
}

double luminance(const QColor& colour)
{
    const auto linear = [](double channel) {
        return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
}

} // namespace

const Theme& Theme::light()
{
    static const Theme theme = makeLight();
    return theme;
}

const Theme& Theme::dark()
{
    static const Theme theme = makeDark();
    return theme;
}

const Theme& Theme::of(const QPalette& palette)
{
    return palette.color(QPalette::Window).lightness() < 128 ? dark() : light();
}

QPalette Theme::palette() const
{
    QPalette result;
    result.setColor(QPalette::Window, background);
    result.setColor(QPalette::WindowText, text);
    result.setColor(QPalette::Base, surface);
    result.setColor(QPalette::AlternateBase, raised);
    result.setColor(QPalette::Text, text);
    result.setColor(QPalette::PlaceholderText, muted);
    result.setColor(QPalette::Button, surface);
    result.setColor(QPalette::ButtonText, text);
    result.setColor(QPalette::BrightText, ink(Tone::Overdue).text);
    result.setColor(QPalette::Highlight, selection);
    result.setColor(QPalette::HighlightedText, onSelection);
    result.setColor(QPalette::ToolTipBase, raised);
    result.setColor(QPalette::ToolTipText, text);
    result.setColor(QPalette::Link, link);
    result.setColor(QPalette::LinkVisited, link);
    result.setColor(QPalette::Light, raised);
    result.setColor(QPalette::Midlight, border);
    result.setColor(QPalette::Mid, border);
    result.setColor(QPalette::Dark, outline);
    result.setColor(QPalette::Shadow, isDark ? QColor(Qt::black) : outline);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::HighlightedText}) {
        result.setColor(QPalette::Disabled, role, muted);
    }
    result.setColor(QPalette::Disabled, QPalette::Highlight, border);
    result.setColor(QPalette::Disabled, QPalette::Base, background);
    return result;
}

double contrast(const QColor& a, const QColor& b)
{
    const double first = luminance(a);
    const double second = luminance(b);
    return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

QFont textFont(TextSize size, bool bold)
{
    QFont font = QGuiApplication::font();
    const int body = std::max(QFontInfo(font).pixelSize(), 12);
    switch (size) {
    case TextSize::Small:
        font.setPixelSize(std::max(body - 1, 12));
        break;
    case TextSize::Body:
        break;
    case TextSize::Lead:
        font.setPixelSize(body + 2);
        break;
    case TextSize::Title:
        font.setPixelSize(body + 6);
        break;
    case TextSize::Display:
        font.setPixelSize(body + 14);
        break;
    }
    if (bold) {
        font.setWeight(QFont::DemiBold);
    }
    return font;
}

QFont monoFont(TextSize size)
{
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    font.setPixelSize(QFontInfo(textFont(size)).pixelSize());
    return font;
}

} // namespace bulkhead
