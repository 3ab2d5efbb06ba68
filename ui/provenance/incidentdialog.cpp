#include "ui/provenance/incidentdialog.h"

#include "ui/common/momentedit.h"
#include "ui/common/words.h"

#include <QComboBox>
#include <QLineEdit>

using namespace Qt::StringLiterals;

namespace bulkhead {

IncidentDialog::IncidentDialog(const provenance::Guess& guess, const QString& codeName, const QString& verdict,
                               qint64 now, QWidget* parent)
    : FormDialog(tr("Open an incident from this sample"), tr("Open incident"), parent)
    , m_title(new QLineEdit(guess.title, this))
    , m_codeName(new QLineEdit(codeName, this))
    , m_surface(new QComboBox(this))
    , m_severity(new QComboBox(this))
    , m_notice(new QComboBox(this))
    , m_detected(new MomentEdit(tr("Detected"), false, this))
{
    setObjectName(u"provenance.incidentDialog"_s);
    setIntroduction(
        tr("The sample is taken as evidence, the verdict is filed with it, and the playbook's tasks and the "
           "first clock start. What stands here is guessed: correct it now or later."));
    m_title->setObjectName(u"title"_s);
    addRow(tr("&Title"), m_title);
    m_codeName->setObjectName(u"codeName"_s);
    addRow(tr("&Code name"), m_codeName, tr("The only name that notifications and calendars show."));
    makeSurfaces(guess);
    makeSeverity(verdict);
    m_detected->setMoment(now);
    addRow(tr("&Detected"), m_detected);
    makeNotice();
    setValidator([this] {
        return m_title->text().trimmed().isEmpty() ? tr("Give the incident a title.") : m_detected->problem();
    });
}

void IncidentDialog::makeSurfaces(const provenance::Guess& guess)
{
    m_surface->setObjectName(u"surface"_s);
    for (const char* id : Choices<Surface>::names) {
        m_surface->addItem(surfaceName(QString::fromLatin1(id)), QString::fromLatin1(id));
    }
    m_surface->setCurrentIndex(m_surface->findData(guess.surface));
    addRow(tr("&Where it broke"), m_surface, guess.why);
}

void IncidentDialog::makeSeverity(const QString& verdict)
{
    for (const char* id : Choices<Severity>::names) {
        m_severity->addItem(choiceText(QString::fromLatin1(id)), QString::fromLatin1(id));
    }
    const Severity guess = verdict == "personal"_L1 ? Severity::High
        : verdict == "synthetic"_L1                 ? Severity::Low
                                                    : Severity::Medium;
    m_severity->setCurrentIndex(static_cast<int>(guess));
    addRow(tr("&Severity"), m_severity, tr("Follows from the verdict until somebody assesses it."));
}

void IncidentDialog::makeNotice()
{
    m_notice->setObjectName(u"notice"_s);
    m_notice->addItem(tr("I don't know: take 24 hours"));
    for (const qint64 hours : {24, 48, 72}) {
        m_notice->addItem(tr("%1 hours").arg(hours), hours);
    }
    addRow(tr("Shortest customer &notice period"), m_notice,
           tr("The first clock runs for so long from the detection. Contracts with customers say it."));
}

Declaration IncidentDialog::declaration() const
{
    Declaration wish;
    wish.incident.title = m_title->text().trimmed();
    wish.incident.codeName = m_codeName->text().trimmed();
    wish.incident.severity = static_cast<Severity>(m_severity->currentIndex());
    wish.incident.detected = m_detected->moment();
    if (const QString surface = m_surface->currentData().toString(); surface != "unknown"_L1) {
        wish.incident.surfaces = {surface};
    }
    if (m_notice->currentData().isValid()) {
        wish.shortestNoticeHours = m_notice->currentData().toLongLong();
    }
    return wish;
}

} // namespace bulkhead
