#include "ui/cases/declaredialog.h"

#include "ui/common/flowlayout.h"
#include "ui/common/momentedit.h"
#include "ui/common/words.h"

#include <QButtonGroup>
#include <QCheckBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QRadioButton>

namespace bulkhead {

namespace {

/// A row of choices of which one holds.
QWidget* choiceRow(QButtonGroup* group, const std::vector<std::pair<int, QString>>& choices, int checked,
                   const QString& name, QWidget* parent)
{
    auto* row = new QWidget(parent);
    row->setAccessibleName(name);
    auto* line = new FlowLayout(row, space::l);
    for (const auto& [id, text] : choices) {
        auto* button = new QRadioButton(text, row);
        button->setChecked(id == checked);
        button->setAccessibleName(QStringLiteral("%1: %2").arg(name, text));
        group->addButton(button, id);
        line->addWidget(button);
        if (id == checked) {
            row->setFocusProxy(button);
        }
    }
    return row;
}

} // namespace

DeclareDialog::DeclareDialog(qint64 now, QWidget* parent)
    : FormDialog(tr("Declare an incident"), tr("Declare"), parent)
    , m_severity(new QButtonGroup(this))
    , m_notice(new QButtonGroup(this))
{
    setObjectName(QStringLiteral("declareDialog"));
    setMinimumWidth(620);
    setIntroduction(tr("Opens the incident with its playbook and starts the first clock. Everything can be corrected "
                       "later; nothing is ever erased."));
    setupWhat();
    setupWhen(now);
    setupQuestion();
    setValidator([this] { return problem(); });
    m_title->setFocus();
}

void DeclareDialog::setupWhat()
{
    m_title = new QLineEdit(this);
    m_title->setObjectName(QStringLiteral("title"));
    m_title->setPlaceholderText(tr("Contacts export on a paste site"));
    addRow(tr("&Title"), m_title);
    auto* surfaces = new QWidget(this);
    surfaces->setAccessibleName(tr("Surfaces"));
    auto* line = new FlowLayout(surfaces, space::l);
    for (const char* name : Choices<Surface>::names) {
        const QString id = QString::fromLatin1(name);
        if (id == QLatin1StringView("unknown")) {
            continue;
        }
        auto* box = new QCheckBox(surfaceName(id), surfaces);
        box->setObjectName(id);
        line->addWidget(box);
        m_surfaces.push_back(box);
    }
    addRow(tr("Where it broke"), surfaces, tr("Each adds the tasks of its playbook. None: not known yet."));
    std::vector<std::pair<int, QString>> severities;
    for (const Severity severity : {Severity::Low, Severity::Medium, Severity::High, Severity::Critical}) {
        severities.emplace_back(static_cast<int>(severity), wordOf(severity).text);
    }
    addRow(tr("Severity"), choiceRow(m_severity, severities, static_cast<int>(Severity::Medium), tr("Severity"), this));
}

void DeclareDialog::setupWhen(qint64 now)
{
    m_detected = new MomentEdit(tr("Detected"), false, this);
    m_detected->setMoment(now);
    addRow(tr("&Detected"), m_detected);
    m_occurred = new MomentEdit(tr("Occurred from"), true, this);
    addRow(tr("&Occurred from"), m_occurred);
    m_reported = new MomentEdit(tr("Reported to us"), true, this);
    addRow(tr("&Reported to us"), m_reported);
}

void DeclareDialog::setupQuestion()
{
    addRow(tr("Shortest customer notice period?"),
           choiceRow(m_notice, {{24, tr("24 h")}, {48, tr("48 h")}, {72, tr("72 h")}, {0, tr("Don't know")}}, 0,
                     tr("Shortest customer notice period"), this),
           tr("From your contracts. Starts a clock at “detected”; not known counts as 24 hours."));
    m_exercise = new QCheckBox(tr("This is an exercise"), this);
    m_exercise->setObjectName(QStringLiteral("exercise"));
    addWidget(m_exercise);
}

QString DeclareDialog::problem() const
{
    if (m_title->text().trimmed().isEmpty()) {
        return tr("Give the incident a title that your colleagues will recognise.");
    }
    for (const MomentEdit* moment : {m_detected, m_occurred, m_reported}) {
        if (const QString sentence = moment->problem(); !sentence.isEmpty()) {
            return sentence;
        }
    }
    return {};
}

Declaration DeclareDialog::declaration() const
{
    Declaration wish;
    wish.incident.title = m_title->text().trimmed();
    wish.incident.isExercise = m_exercise->isChecked();
    wish.incident.severity = static_cast<Severity>(m_severity->checkedId());
    wish.incident.detected = m_detected->moment();
    wish.incident.occurredFrom = m_occurred->moment();
    wish.incident.reported = m_reported->moment();
    for (const QCheckBox* box : m_surfaces) {
        if (box->isChecked()) {
            wish.incident.surfaces += box->objectName();
        }
    }
    if (m_notice->checkedId() > 0) {
        wish.shortestNoticeHours = m_notice->checkedId();
    }
    return wish;
}

} // namespace bulkhead
