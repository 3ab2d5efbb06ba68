#include "ui/common/proselabel.h"

#include <QEvent>

namespace bulkhead {

ProseLabel::ProseLabel(QWidget* parent)
    : QLabel(parent)
{
    setWordWrap(true);
}

int ProseLabel::heightForWidth(int width) const
{
    if (m_known != text() || m_margin != margin()) {
        m_heights.clear();
        m_known = text();
        m_margin = margin();
    }
    const auto [found, isNew] = m_heights.try_emplace(width, 0);
    if (isNew) {
        found->second = QLabel::heightForWidth(width);
    }
    return found->second;
}

void ProseLabel::changeEvent(QEvent* event)
{
    m_heights.clear(); // font, style, language
    QLabel::changeEvent(event);
}

} // namespace bulkhead
