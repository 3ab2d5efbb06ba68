#include "ui/shell/commandpalette.h"

#include "ui/common/card.h"
#include "ui/common/theme.h"
#include "ui/shell/ranking.h"

#include <QApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QPointer>
#include <QStandardItemModel>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

namespace bulkhead {

namespace {

enum PaletteRole { EntryRole = Qt::UserRole + 1, KindRole, KeysRole, DetailRole };
constexpr int lineHeight = 36;
constexpr int shownLines = 10;
constexpr std::size_t mostEntries = 200;

/// Icon, text, muted detail; kind and keys to the right.
class EntryDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return {200, lineHeight}; }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const Theme& theme = Theme::of(option.palette);
        const bool isEnabled = index.flags() & Qt::ItemIsEnabled;
        if (option.state & QStyle::State_Selected) {
            painter->save();
            painter->setRenderHint(QPainter::Antialiasing);
            painter->setPen(Qt::NoPen);
            painter->setBrush(theme.selection);
            painter->drawRoundedRect(option.rect.adjusted(space::xs, 1, -space::xs, -1), cornerRadius, cornerRadius);
            painter->restore();
        }
        QRect line = option.rect.adjusted(space::l, 0, -space::l, 0);
        index.data(Qt::DecorationRole)
            .value<QIcon>()
            .paint(painter, QRect(line.left(), line.center().y() - 8, 17, 17), Qt::AlignCenter,
                   isEnabled ? QIcon::Normal : QIcon::Disabled);
        line.setLeft(line.left() + space::xl + space::xs);
        painter->setFont(textFont(TextSize::Small));
        painter->setPen(theme.muted);
        const QString keys = index.data(KeysRole).toString();
        const QString right = keys.isEmpty() ? index.data(KindRole).toString() : keys;
        const int rightWidth = painter->fontMetrics().horizontalAdvance(right) + space::l;
        painter->drawText(line, Qt::AlignRight | Qt::AlignVCenter, right);
        line.setRight(line.right() - rightWidth);
        painter->setFont(option.font);
        painter->setPen(isEnabled ? theme.text : theme.muted);
        const QString text = painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, line.width());
        painter->drawText(line, Qt::AlignLeft | Qt::AlignVCenter, text);
        line.setLeft(line.left() + painter->fontMetrics().horizontalAdvance(text) + space::m);
        painter->setFont(textFont(TextSize::Small));
        painter->setPen(theme.muted);
        if (line.width() > 40) {
            painter->drawText(
                line, Qt::AlignLeft | Qt::AlignVCenter,
                painter->fontMetrics().elidedText(index.data(DetailRole).toString(), Qt::ElideRight, line.width()));
        }
    }
};

} // namespace

CommandPalette::CommandPalette(QWidget* window)
    : QFrame(window)
    , m_line(new QLineEdit(this))
    , m_list(new QListView(this))
    , m_nothing(mutedLabel(tr("Nothing of that name. Try fewer letters."), this))
    , m_model(new QStandardItemModel(this))
{
    setObjectName(QStringLiteral("palette"));
    setAccessibleName(tr("Command palette"));
    m_line->setFrame(false);
    m_line->setFont(textFont(TextSize::Lead));
    m_line->setPlaceholderText(tr("Go to or do…"));
    m_line->setAccessibleName(tr("What to go to or to do"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new EntryDelegate(m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setAccessibleName(tr("Answers"));
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setUniformItemSizes(true);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* rule = new QFrame(this);
    rule->setFrameShape(QFrame::HLine);
    rule->setFixedHeight(1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(1, space::s, 1, space::s);
    column->setSpacing(space::xs);
    auto* head = new QVBoxLayout;
    head->setContentsMargins(space::m, 0, space::m, 0);
    head->addWidget(m_line);
    column->addLayout(head);
    column->addWidget(rule);
    m_nothing->setContentsMargins(space::l, space::m, space::l, space::m);
    column->addWidget(m_nothing);
    column->addWidget(m_list);
    m_line->installEventFilter(this);
    window->installEventFilter(this);
    connect(m_line, &QLineEdit::textChanged, this, &CommandPalette::refresh);
    connect(m_line, &QLineEdit::returnPressed, this, &CommandPalette::run);
    connect(m_list, &QListView::clicked, this, [this](const QModelIndex& index) {
        m_list->setCurrentIndex(index);
        run();
    });
    hide();
}

void CommandPalette::open(std::vector<PaletteEntry> entries)
{
    m_focusBefore = QApplication::focusWidget();
    m_entries = std::move(entries);
    m_line->clear();
    refresh();
    show();
    raise();
    m_line->setFocus(Qt::ShortcutFocusReason);
}

void CommandPalette::addEntries(const std::vector<PaletteEntry>& entries)
{
    m_entries.insert(m_entries.end(), entries.begin(), entries.end());
    refresh();
}

QStringList CommandPalette::shown() const
{
    QStringList result;
    for (int row = 0; row < m_model->rowCount(); ++row) {
        result += m_model->index(row, 0).data().toString();
    }
    return result;
}

void CommandPalette::refresh()
{
    std::vector<QString> texts;
    texts.reserve(m_entries.size());
    for (const PaletteEntry& entry : m_entries) {
        texts.push_back(entry.detail.isEmpty() ? entry.text : entry.text + QLatin1Char(' ') + entry.detail);
    }
    std::vector<std::size_t> order = ranked(m_line->text(), texts);
    order.resize(std::min(order.size(), mostEntries));
    m_model->clear();
    for (const std::size_t place : order) {
        const PaletteEntry& entry = m_entries[place];
        auto* item = new QStandardItem(entry.icon, entry.text);
        item->setData(static_cast<int>(place), EntryRole);
        item->setData(entry.kind, KindRole);
        item->setData(entry.keys.toString(QKeySequence::NativeText), KeysRole);
        item->setData(entry.detail, DetailRole);
        item->setData(QStringLiteral("%1, %2").arg(entry.text, entry.kind), Qt::AccessibleTextRole);
        item->setEnabled(entry.isEnabled);
        m_model->appendRow(item);
    }
    m_nothing->setVisible(order.empty());
    m_list->setVisible(!order.empty());
    m_list->setFixedHeight(static_cast<int>(std::min<std::size_t>(order.size(), shownLines)) * lineHeight + 2);
    m_list->setCurrentIndex(m_model->index(0, 0));
    place();
}

void CommandPalette::run()
{
    const QModelIndex index = m_list->currentIndex();
    if (!index.isValid() || !(index.flags() & Qt::ItemIsEnabled)) {
        return;
    }
    const auto action = m_entries[static_cast<std::size_t>(index.data(EntryRole).toInt())].run;
    dismiss();
    if (action) {
        action();
    }
}

void CommandPalette::dismiss()
{
    if (!isVisible()) {
        return;
    }
    const QPointer<QWidget> before = m_focusBefore;
    hide();
    m_entries.clear();
    if (before && before->isVisible()) {
        before->setFocus(Qt::OtherFocusReason);
    }
    Q_EMIT closed();
}

void CommandPalette::place()
{
    const int width = std::min(640, parentWidget()->width() - 2 * space::xl);
    setFixedWidth(width);
    layout()->activate();
    resize(width, layout()->totalSizeHint().height());
    move((parentWidget()->width() - width) / 2, std::max(48, parentWidget()->height() / 8));
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == parentWidget()) {
        if (isVisible() && event->type() == QEvent::Resize) {
            place();
        }
        return false;
    }
    if (event->type() == QEvent::FocusOut) {
        const auto reason = static_cast<QFocusEvent*>(event)->reason();
        if (reason != Qt::PopupFocusReason && reason != Qt::ActiveWindowFocusReason) {
            dismiss();
        }
        return false;
    }
    if (event->type() != QEvent::KeyPress) {
        return false;
    }
    switch (static_cast<QKeyEvent*>(event)->key()) {
    case Qt::Key_Escape:
        dismiss();
        return true;
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_PageUp:
    case Qt::Key_PageDown:
        QApplication::sendEvent(m_list, event);
        return true;
    case Qt::Key_Tab:
    case Qt::Key_Backtab:
        return true; // there is nowhere else to go
    default:
        return false;
    }
}

void CommandPalette::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::of(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(theme.outline);
    painter.setBrush(theme.surface);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 10, 10);
}

} // namespace bulkhead
