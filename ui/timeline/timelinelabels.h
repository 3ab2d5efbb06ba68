#pragma once

#include "ui/timeline/pixelcanvas.h"

#include <QCache>
#include <QFont>

#include <functional>
#include <optional>

namespace bulkhead {

/// Drawn texts of entries, kept by the entry's key: shaping a text costs fifty times what putting its pixels down
/// does. Holds at most some megabytes. GUI thread.
class TimelineLabels
{
public:
    /// Text of a row of the model; nothing while it is being fetched.
    using Text = std::function<std::optional<QString>(int row)>;

    TimelineLabels();

    /// Forgets all where font or ratio differ.
    void setFont(const QFont& font, double ratio);
    void setText(Text text) { m_text = std::move(text); }
    void forget(qint64 key) { m_drawn.remove(key); }
    void clear() { m_drawn.clear(); }

    /// From here on texts that are not drawn yet may take that long together; negative: as long as they need.
    void allow(qint64 nanoseconds);
    /// Some text was left out since `allow` because the time was up.
    [[nodiscard]] bool isUnfinished() const { return m_isUnfinished; }

    /// Null while it is not there. Valid until the next call.
    [[nodiscard]] const Coverage* find(qint64 key, int row);
    [[nodiscard]] std::optional<QString> text(int row) const { return m_text ? m_text(row) : std::nullopt; }
    [[nodiscard]] const QFont& font() const { return m_font; }

private:
    [[nodiscard]] Coverage drawn(const QString& text) const;

    QCache<qint64, Coverage> m_drawn;
    QFont m_font;
    double m_ratio = 1;
    Text m_text;
    qint64 m_spent = 0;
    qint64 m_allowed = -1;
    bool m_isUnfinished = false;
};

} // namespace bulkhead
