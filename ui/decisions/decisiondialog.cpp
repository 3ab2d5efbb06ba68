#include "ui/decisions/decisiondialog.h"

#include "ui/common/maskedfield.h"
#include "ui/common/momentedit.h"

#include <QCheckBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>

namespace bulkhead {

namespace {

constexpr int textLines = 4;

QPlainTextEdit* makeText(const QString& name, QWidget* parent)
{
    auto* edit = new QPlainTextEdit(parent);
    edit->setObjectName(name);
    edit->setTabChangesFocus(true);
    edit->setMinimumHeight(edit->fontMetrics().lineSpacing() * textLines + 16);
    edit->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    return edit;
}

} // namespace

DecisionDialog::DecisionDialog(qint64 now, const QString& replaced, bool mayUseCounsel, QWidget* parent)
    : FormDialog(replaced.isEmpty() ? tr("Record a decision") : tr("Replace a decision"), tr("Sign and record"), parent)
    , m_title(new QLineEdit(this))
    , m_rationale(makeText(QStringLiteral("rationale"), this))
    , m_alternatives(makeText(QStringLiteral("alternatives"), this))
    , m_decided(new MomentEdit(tr("Decided"), false, this))
    , m_counsel(new QCheckBox(tr("For &counsel only (privileged)"), this))
    , m_passphrase(new PassphraseEdit(tr("Your passphrase"), this))
{
    setObjectName(QStringLiteral("decisionDialog"));
    setMinimumWidth(560);
    if (!replaced.isEmpty()) {
        setIntroduction(tr("It stands in place of “%1”, which stays readable.").arg(replaced));
    }
    m_title->setObjectName(QStringLiteral("title"));
    m_title->setMaxLength(500);
    m_title->setPlaceholderText(tr("one sentence, for instance: stop the sync job until the mapping is fixed"));
    m_decided->setMoment(now);
    m_counsel->setObjectName(QStringLiteral("counsel"));
    m_passphrase->setObjectName(QStringLiteral("passphrase"));
    addRow(tr("&What"), m_title);
    addRow(tr("Wh&y"), m_rationale, tr("Who reads it in a year must see what you knew."));
    addRow(tr("What was &not chosen"), m_alternatives);
    addRow(tr("&Decided"), m_decided);
    if (mayUseCounsel) {
        addRow(QString(), m_counsel);
    } else {
        m_counsel->hide();
    }
    addRow(tr("Your &passphrase"), m_passphrase, tr("The decision is signed with your own key."));
    connect(m_passphrase, &PassphraseEdit::submitted, mainButton(), [this] { mainButton()->click(); });
    setValidator([this] {
        if (m_title->text().trimmed().isEmpty()) {
            return tr("Say in one sentence what was decided.");
        }
        if (m_rationale->toPlainText().trimmed().isEmpty()) {
            return tr("Say why: a decision without reasons convinces nobody later.");
        }
        if (const QString problem = m_decided->problem(); !problem.isEmpty()) {
            return problem;
        }
        return m_passphrase->isEmpty() ? tr("Type your passphrase: the decision is signed with your key.") : QString();
    });
    m_title->setFocus();
}

Decision DecisionDialog::decision() const
{
    Decision decision;
    decision.title = m_title->text().trimmed();
    decision.rationale = m_rationale->toPlainText().trimmed();
    decision.alternatives = m_alternatives->toPlainText().trimmed();
    decision.decidedAt = m_decided->moment().value_or(0);
    return decision;
}

Compartment DecisionDialog::compartment() const
{
    return m_counsel->isChecked() ? Compartment::Counsel : Compartment::Team;
}

Credential DecisionDialog::takeCredential()
{
    Credential credential;
    credential.passphrase = m_passphrase->take();
    return credential;
}

} // namespace bulkhead
