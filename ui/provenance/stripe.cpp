#include "ui/provenance/stripe.h"

#include "ui/common/theme.h"
#include "ui/common/words.h"

#include <QAccessible>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace bulkhead {

using provenance::Verdict;

namespace {
constexpr int stripeHeight = 44;
constexpr int mostBlocks = 200;

/// A second sign beside the colour.
Qt::BrushStyle patternOf(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Synthetic:
    case Verdict::Production:
        return Qt::SolidPattern;
    case Verdict::Mixed:
        return Qt::BDiagPattern;
    case Verdict::Unknown:
        return Qt::Dense5Pattern;
    case Verdict::Unreadable:
        return Qt::DiagCrossPattern;
    }
    return Qt::SolidPattern;
}
} // namespace

Stripe::Stripe(QWidget* parent)
    : QWidget(parent)
{
    setObjectName(u"provenance.stripe"_s);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setCursor(Qt::PointingHandCursor);
    setAccessibleName(tr("Where in the sample which rows sit"));
}

void Stripe::setBlocks(std::vector<provenance::StripeBlock> blocks, quint64 rows, provenance::RowVerdicts verdicts)
{
    m_all = std::move(blocks);
    m_blocks = m_all;
    m_verdicts = std::move(verdicts);
    m_rows = rows;
    m_shown = {1, rows};
    m_current = m_blocks.empty() ? -1 : 0;
    m_chosen = -1;
    m_hovered = -1;
    describe();
    update();
}

bool Stripe::canZoom() const
{
    return m_verdicts.isKept() && m_verdicts.size() == m_rows && m_rows > mostBlocks;
}

void Stripe::zoom(int block, bool isIn)
{
    if (!canZoom() || m_blocks.empty()) {
        return;
    }
    const RowSpan under = rowsOfBlock(m_blocks, std::clamp(block, 0, static_cast<int>(m_blocks.size()) - 1),
                                      m_shown.last);
    const quint64 at = (under.first + under.last) / 2;
    showRows(zoomed(m_shown, at, isIn, mostBlocks, m_rows), at);
}

void Stripe::showRows(const RowSpan& span, quint64 at)
{
    if (span == m_shown) {
        return;
    }
    const bool isAll = span == RowSpan{1, m_rows};
    m_shown = span;
    m_blocks = isAll ? m_all : blocksOf(m_verdicts, span, mostBlocks);
    m_chosen = -1;
    m_hovered = -1;
    const auto behind = std::ranges::upper_bound(m_blocks, at, {}, &provenance::StripeBlock::firstRow);
    moveTo(static_cast<int>(behind - m_blocks.begin()) - 1);
    Q_EMIT rowsChosen(isAll ? 0 : span.first, isAll ? 0 : span.last);
}

void Stripe::wheelEvent(QWheelEvent* event)
{
    const int block = geometryNow().blockAt(event->position());
    if (!canZoom() || block < 0 || event->angleDelta().y() == 0) {
        QWidget::wheelEvent(event);
        return;
    }
    zoom(block, event->angleDelta().y() > 0);
    event->accept();
}

void Stripe::clearChoice()
{
    m_chosen = -1;
    update();
}

QSize Stripe::sizeHint() const
{
    return {400, stripeHeight};
}

StripeGeometry Stripe::geometryNow() const
{
    return {QRectF(rect()).adjusted(3, 3, -3, -3), static_cast<int>(m_blocks.size())};
}

QString Stripe::blockText(int block) const
{
    if (block < 0 || block >= static_cast<int>(m_blocks.size())) {
        return {};
    }
    const RowSpan span = rowsOfBlock(m_blocks, block, m_shown.last);
    QStringList counts;
    const auto& rows = m_blocks[static_cast<std::size_t>(block)].rows;
    for (const Verdict verdict :
         {Verdict::Production, Verdict::Mixed, Verdict::Unknown, Verdict::Synthetic, Verdict::Unreadable}) {
        if (const quint64 count = rows[static_cast<std::size_t>(verdict)]; count > 0) {
            //: a number of rows and their verdict: "12 synthetic"
            counts += tr("%1 %2").arg(countText(static_cast<qint64>(count)),
                                      wordOfVerdict(provenance::verdictId(verdict)).text.toLower());
        }
    }
    return tr("Rows %1 to %2: %3")
        .arg(countText(static_cast<qint64>(span.first)), countText(static_cast<qint64>(span.last)),
             counts.join(", "_L1));
}

void Stripe::describe()
{
    if (m_blocks.empty()) {
        setAccessibleDescription(tr("No rows."));
        return;
    }
    const QString chosen = m_chosen == m_current && m_chosen >= 0 ? tr(" The list shows only these.") : QString();
    const QString part = m_shown == RowSpan{1, m_rows}
        ? QString()
        : tr(" Rows %1 to %2 are shown.")
              .arg(countText(static_cast<qint64>(m_shown.first)), countText(static_cast<qint64>(m_shown.last)));
    setAccessibleDescription(blockText(m_current) + part + chosen);
    QAccessibleEvent changed(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&changed);
}

void Stripe::choose(int block)
{
    m_chosen = block == m_chosen ? -1 : block;
    describe();
    update();
    const RowSpan whole = m_shown == RowSpan{1, m_rows} ? RowSpan() : m_shown;
    const RowSpan span = m_chosen < 0 ? whole : rowsOfBlock(m_blocks, m_chosen, m_shown.last);
    Q_EMIT rowsChosen(span.first, span.last);
}

void Stripe::moveTo(int block)
{
    m_current = std::clamp(block, 0, static_cast<int>(m_blocks.size()) - 1);
    describe();
    update();
}

void Stripe::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Theme& theme = Theme::of(palette());
    const StripeGeometry geometry = geometryNow();
    painter.fillRect(geometry.area, theme.surface);
    for (int i = 0; i < geometry.blocks; ++i) {
        const QRectF block = geometry.blockRect(i);
        for (const auto& part : StripeGeometry::parts(m_blocks[static_cast<std::size_t>(i)].rows, block.height())) {
            const Ink& ink = theme.ink(wordOfVerdict(provenance::verdictId(part.verdict)).tone);
            const QRectF rect(block.left(), block.top() + part.top, block.width(), part.height);
            if (patternOf(part.verdict) != Qt::SolidPattern) {
                painter.fillRect(rect, ink.fill);
            }
            painter.fillRect(rect, QBrush(ink.mark, patternOf(part.verdict)));
        }
        if (m_chosen >= 0 && i != m_chosen) {
            QColor veil = theme.background;
            veil.setAlpha(150);
            painter.fillRect(block, veil);
        }
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(theme.border);
    painter.drawRect(geometry.area.adjusted(-0.5, -0.5, 0.5, 0.5));
    const auto frame = [&](int block, const QColor& colour, double width) {
        painter.setPen(QPen(colour, width));
        painter.drawRect(geometry.blockRect(block).adjusted(-1, -1.5, 1, 1.5));
    };
    if (m_hovered >= 0) {
        frame(m_hovered, theme.outline, 1);
    }
    if (m_chosen >= 0) {
        frame(m_chosen, theme.text, 2);
    }
    if (hasFocus() && m_current >= 0) {
        frame(m_current, theme.focus, 2);
    }
}

void Stripe::mousePressEvent(QMouseEvent* event)
{
    if (const int block = geometryNow().blockAt(event->position()); block >= 0 && event->button() == Qt::LeftButton) {
        moveTo(block);
        choose(block);
    }
}

void Stripe::mouseMoveEvent(QMouseEvent* event)
{
    m_hovered = geometryNow().blockAt(event->position());
    update();
}

void Stripe::leaveEvent(QEvent*)
{
    m_hovered = -1;
    update();
}

void Stripe::keyPressEvent(QKeyEvent* event)
{
    if (m_blocks.empty()) {
        QWidget::keyPressEvent(event);
        return;
    }
    switch (event->key()) {
    case Qt::Key_Left:
        moveTo(m_current - 1);
        break;
    case Qt::Key_Right:
        moveTo(m_current + 1);
        break;
    case Qt::Key_Home:
        moveTo(0);
        break;
    case Qt::Key_End:
        moveTo(static_cast<int>(m_blocks.size()) - 1);
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        choose(m_current);
        break;
    case Qt::Key_Plus:
    case Qt::Key_Minus:
        zoom(m_current, event->key() == Qt::Key_Plus);
        break;
    case Qt::Key_0:
        showRows({1, m_rows}, rowsOfBlock(m_blocks, std::max(0, m_current), m_shown.last).first);
        break;
    case Qt::Key_Escape:
        if (m_chosen < 0) {
            QWidget::keyPressEvent(event);
            return;
        }
        choose(m_chosen);
        break;
    default:
        QWidget::keyPressEvent(event);
    }
}

void Stripe::focusInEvent(QFocusEvent* event)
{
    QWidget::focusInEvent(event);
    describe();
}

bool Stripe::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        QToolTip::showText(help->globalPos(), blockText(geometryNow().blockAt(help->pos())), this);
        return true;
    }
    return QWidget::event(event);
}

} // namespace bulkhead
