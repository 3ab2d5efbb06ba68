#include "ui/breach/breachdialogs.h"

#include "ui/common/fields.h"
#include "ui/common/flowlayout.h"
#include "ui/common/maskedfield.h"
#include "ui/common/pill.h"
#include "ui/common/style.h"

#include <QComboBox>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {
constexpr int dialogWidth = 560;

QString numbered(const breach::Question& question)
{
    return question.part == breach::Part::Tree ? u"%1. %2"_s.arg(question.number).arg(question.question)
                                               : question.question;
}
} // namespace

AnswerDialog::AnswerDialog(const QuestionRow& row, const BreachPicture& picture, const QString& proposed,
                           QWidget* parent)
    : FormDialog(tr("Answer a question"), tr("Record"), parent)
    , m_question(row.entry.question->id)
    , m_why(proseField(u"why"_s, this))
    , m_evidence(new EvidenceList(picture.evidence,
                                  row.entry.value.isEmpty() ? row.entry.suggestedEvidence : row.entry.evidence, this))
    , m_owner(memberBox(picture.members, row.entry.owner, this))
{
    const breach::Entry& entry = row.entry;
    const breach::Question& question = *entry.question;
    setObjectName(u"answerDialog"_s);
    setMinimumWidth(dialogWidth);
    setIntroduction(question.help.isEmpty() ? numbered(question) : numbered(question) + u'\n' + question.help);
    const bool isSuggested = entry.value.isEmpty() && !entry.suggested.isEmpty() && proposed.isEmpty();
    const QString before = !proposed.isEmpty() ? proposed : isSuggested ? entry.suggested : entry.value;
    if (question.values.isEmpty()) {
        m_text = proseField(u"text"_s, this);
        m_text->setPlainText(before);
        addRow(tr("&Answer"), m_text, tr("\"unknown\" is an answer too."));
    } else {
        m_value = new QComboBox(this);
        m_value->setObjectName(u"value"_s);
        for (const QString& value : question.values + QStringList{u"unknown"_s}) {
            m_value->addItem(valueText(value), value);
        }
        const int at = m_value->findData(before);
        m_value->setCurrentIndex(at < 0 ? m_value->count() - 1 : at);
        addRow(tr("&Answer"), m_value, tr("Unknown takes the branch that assumes a breach; clocks go on."));
    }
    m_why->setPlainText(isSuggested ? entry.suggestedWhy : entry.why);
    addRow(tr("Wh&y"), m_why,
           isSuggested ? tr("As the incident suggests it. Check it before you record it as yours.") : QString());
    m_owner->setObjectName(u"owner"_s);
    addRow(tr("&Owner"), m_owner, tr("Who finds it out, or stands for it."));
    if (m_evidence->count() > 0) {
        addRow(tr("&Evidence"), m_evidence, tr("Space ticks a piece."));
    }
    setValidator([this] {
        const breach::AnswerWish wanted = wish();
        if (wanted.value.isEmpty()) {
            return tr("Type an answer; \"unknown\" is one.");
        }
        return m_value != nullptr && wanted.value != "unknown"_L1 && wanted.why.isEmpty()
            ? tr("Say why: somebody will have to check it.")
            : QString();
    });
}

breach::AnswerWish AnswerDialog::wish() const
{
    return {.question = m_question,
            .value = m_value != nullptr ? m_value->currentData().toString() : m_text->toPlainText().trimmed(),
            .why = m_why->toPlainText().trimmed(),
            .evidence = m_evidence->ticked(),
            .owner = m_owner->currentData().value<Id>()};
}

SignDialog::SignDialog(const BreachPicture& picture, QWidget* parent)
    : FormDialog(tr("Sign the record"), tr("Sign and record"), parent)
    , m_reasoning(proseField(u"reasoning"_s, this))
    , m_passphrase(new PassphraseEdit(tr("Your passphrase"), this))
{
    const breach::Finding& finding = picture.picture.finding;
    setObjectName(u"signDialog"_s);
    setMinimumWidth(dialogWidth);
    setIntroduction(breach::consequenceOf(finding.conclusion));
    auto* pills = new QWidget(this);
    auto* flow = new FlowLayout(pills);
    flow->addWidget(new Pill(wordOfConclusion(breach::conclusionId(finding.conclusion)), pills));
    flow->addWidget(new Pill(wordOf(finding.provenance), pills));
    flow->addWidget(new Pill(wordOf(finding.identifiability), pills));
    addWidget(pills);
    QStringList remarks;
    if (!finding.open.isEmpty()) {
        remarks.append(tr("%n question(s) are open and taken as if it were a breach.", nullptr,
                          static_cast<int>(finding.open.size())));
    }
    remarks += finding.contradictions;
    if (finding.conclusion == breach::Conclusion::BreachConfirmed) {
        remarks.append(tr("It also answers \"personal data\" with yes, which rules read."));
    } else if (finding.conclusion == breach::Conclusion::SecurityIncidentOnly
               && finding.identifiability == breach::Identifiability::None) {
        remarks.append(tr("It also answers \"personal data\" with no, which rules read. It ends no clock."));
    }
    if (!remarks.isEmpty()) {
        auto* label = new QLabel(remarks.join(u'\n'), this);
        label->setWordWrap(true);
        addWidget(label);
    }
    m_reasoning->setMaximumHeight(QWIDGETSIZE_MAX);
    m_reasoning->setMinimumHeight(m_reasoning->fontMetrics().lineSpacing() * 5);
    addRow(tr("&Reasoning"), m_reasoning, tr("In your words: what you weighed, and why. It is part of what you sign."));
    m_passphrase->setObjectName(u"passphrase"_s);
    addRow(tr("Your &passphrase"), m_passphrase, tr("The record is signed with your own key."));
    connect(m_passphrase, &PassphraseEdit::submitted, mainButton(), [this] { mainButton()->click(); });
    setValidator([this] {
        if (reasoning().isEmpty()) {
            return tr("Say why: the answers alone do not show how you weighed them.");
        }
        return m_passphrase->isEmpty() ? tr("Type your passphrase: the record is signed with your key.") : QString();
    });
    m_reasoning->setFocus();
}

QString SignDialog::reasoning() const
{
    return m_reasoning->toPlainText().trimmed();
}

Credential SignDialog::takeCredential()
{
    Credential credential;
    credential.passphrase = m_passphrase->take();
    return credential;
}

} // namespace bulkhead
