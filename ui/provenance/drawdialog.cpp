#include "ui/provenance/drawdialog.h"

#include "models/incident/session.h"
#include "ui/common/card.h"
#include "ui/common/theme.h"

#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

namespace bulkhead {

using namespace Qt::StringLiterals;

DrawDialog::DrawDialog(const RoomContext& context, const Id& evidence, QWidget* parent)
    : QDialog(parent)
    , m_context(context)
    , m_evidence(evidence)
    , m_size(new QSpinBox(this))
    , m_sentence(new QLabel(this))
    , m_rows(new QPlainTextEdit(this))
    , m_set(new QPushButton(tr("Set these rows by hand…"), this))
{
    constexpr QSize size(600, 400);
    constexpr int usual = 40;
    constexpr int most = 10'000;
    setObjectName(u"provenance.drawDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Rows to look at"));
    resize(size);
    auto* title = new QLabel(windowTitle(), this);
    title->setFont(textFont(TextSize::Title, true));
    auto* text = mutedLabel(
        tr("Unknown rows, drawn at random; everybody draws the same. Look at them by eye and set what "
           "they are: that bounds what all unknown rows can be. A row that cannot be told counts as "
           "real."),
        this);
    m_size->setObjectName(u"drawSize"_s);
    m_size->setRange(1, most);
    m_size->setValue(usual);
    m_size->setAccessibleName(tr("How many rows"));
    m_sentence->setObjectName(u"drawSentence"_s);
    m_sentence->setWordWrap(true);
    m_sentence->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_rows->setObjectName(u"drawRows"_s);
    m_rows->setReadOnly(true);
    m_rows->setAccessibleName(tr("Rows that are left to look at"));
    m_set->setEnabled(false);
    m_set->setObjectName(u"drawSet"_s);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    buttons->addButton(m_set, QDialogButtonBox::ActionRole);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_set, &QPushButton::clicked, this, [this] {
        Q_EMIT setRowsWanted(m_rows->toPlainText());
        accept();
    });
    connect(m_size, &QSpinBox::valueChanged, this, &DrawDialog::draw);
    auto* label = new QLabel(tr("&Draw"), this);
    label->setBuddy(m_size);
    auto* line = new QHBoxLayout;
    line->addWidget(label);
    line->addWidget(m_size);
    line->addStretch();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::xl, space::l, space::xl, space::l);
    column->setSpacing(space::m);
    column->addWidget(title);
    column->addWidget(text);
    column->addLayout(line);
    column->addWidget(m_sentence);
    column->addWidget(m_rows, 1);
    column->addWidget(buttons);
    draw();
}

void DrawDialog::draw()
{
    m_context.session.read(
        this,
        [evidence = m_evidence, size = static_cast<quint64>(m_size->value())](Casework& casework) {
            return provenance::handSample(casework, evidence, size);
        },
        [this, ticket = m_read.next()](const Expected<provenance::HandSample>& sample) {
            if (!m_read.isCurrent(ticket)) {
                return;
            }
            m_sentence->setText(sample ? provenance::handSampleSentence(*sample) : sample.error().message);
            m_rows->setPlainText(sample ? sample->left.text() : QString());
            m_set->setEnabled(sample && !sample->left.isEmpty());
        });
}

} // namespace bulkhead
