#include "ui/provenance/provenancepage.h"

#include "models/crm/sync/syncing.h"
#include "models/crm/telling.h"
#include "models/incident/codename.h"
#include "models/incident/session.h"
#include "models/provenance/risk/kept.h"
#include "ui/common/actions.h"
#include "ui/common/banner.h"
#include "ui/common/card.h"
#include "ui/common/formdialog.h"
#include "ui/common/jobs.h"
#include "ui/common/recoverydialog.h"
#include "ui/common/rights.h"
#include "ui/common/style.h"
#include "ui/common/timetext.h"
#include "ui/common/words.h"
#include "ui/provenance/answersview.h"
#include "ui/provenance/answerview.h"
#include "ui/provenance/askcrmdialog.h"
#include "ui/provenance/blocklistdialog.h"
#include "ui/provenance/certificatedialog.h"
#include "ui/provenance/columnsmodel.h"
#include "ui/provenance/copiesview.h"
#include "ui/provenance/copydialog.h"
#include "ui/provenance/crmtruthdialog.h"
#include "ui/provenance/explaindialog.h"
#include "ui/provenance/filesview.h"
#include "ui/provenance/incidentdialog.h"
#include "ui/provenance/overlapsview.h"
#include "ui/provenance/registerdialog.h"
#include "ui/provenance/registryview.h"
#include "ui/provenance/riskdialog.h"
#include "ui/provenance/startview.h"

#include <QClipboard>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTableView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace bulkhead {

using provenance::NextStep;

ProvenancePage::ProvenancePage(const RoomContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_banner(new Banner(this))
    , m_tabs(new QTabWidget(this))
    , m_stack(new QStackedWidget(this))
    , m_start(new StartView(this))
    , m_answer(new AnswerView(this))
    , m_registry(new RegistryView(this))
    , m_files(new FilesView(context, this))
    , m_overlaps(new OverlapsView(context, this))
    , m_copies(new CopiesView(this))
    , m_answers(new AnswersView(context, this))
{
    setObjectName(u"provenance.page"_s);
    setAcceptDrops(true);
    setupLayout();
    connect(m_start, &StartView::openWanted, this, &ProvenancePage::openFile);
    connect(m_start, &StartView::pasteWanted, this, &ProvenancePage::paste);
    connect(m_start, &StartView::cancelled, this, [this] {
        if (m_job) {
            m_job->cancel();
        }
    });
    connect(m_answer, &AnswerView::stepChosen, this, &ProvenancePage::follow);
    connect(m_answer, &AnswerView::revealWanted, this, &ProvenancePage::revealRow);
    connect(m_answer, &AnswerView::explainWanted, this, &ProvenancePage::explainRow);
    connect(m_answer, &AnswerView::correctionsWanted, this, &ProvenancePage::reclassify);
    connect(m_registry, &RegistryView::registerWanted, this, &ProvenancePage::registerWhatIsMissing);
    connect(m_registry, &RegistryView::crmWanted, this, &ProvenancePage::registerFromCrm);
    connect(m_registry, &RegistryView::removeWanted, this, &ProvenancePage::removeDataSet);
    connect(m_registry, &RegistryView::assessWanted, this, &ProvenancePage::assessRisk);
    connect(m_registry, &RegistryView::riskWanted, this, &ProvenancePage::showRisk);
    connect(m_copies, &CopiesView::makeWanted, this, &ProvenancePage::makeCopy);
    connect(m_files, &FilesView::openWanted, this, [this](const QString& path) { examine(Sample{path, {}}); });
    connect(m_files, &FilesView::watchWanted, this, &ProvenancePage::watchFolder);
    connect(m_files, &FilesView::announced, this, &ProvenancePage::announced);
    connect(m_files, &FilesView::failed, m_banner, &Banner::showError);
    connect(m_files, &FilesView::changed, this, [this] {
        m_tabs->setTabText(m_tabs->indexOf(m_files),
                           m_files->count() > 0 ? tr("Files (%1)").arg(m_files->count()) : tr("Files"));
    });
    connect(m_overlaps, &OverlapsView::loaded, this, [this] {
        m_tabs->setTabText(m_tabs->indexOf(m_overlaps),
                           m_overlaps->count() > 0 ? tr("Overlaps (%1)").arg(m_overlaps->count()) : tr("Overlaps"));
    });
    connect(m_overlaps, &OverlapsView::answersMayChange, this, &ProvenancePage::offerToAskAgain);
    connect(m_overlaps, &OverlapsView::announced, this, &ProvenancePage::announced);
    connect(m_overlaps, &OverlapsView::failed, m_banner, &Banner::showError);
    connect(m_answers, &AnswersView::loaded, this, [this] {
        const auto& history = m_answers->history();
        m_answer->setStanding(history && history->standing ? &*history->standing : nullptr);
    });
    connect(m_answers, &AnswersView::setRowsWanted, this, &ProvenancePage::setRows);
    connect(m_answers, &AnswersView::askAgainWanted, this, &ProvenancePage::askAgain);
    connect(m_answers, &AnswersView::announced, this, &ProvenancePage::announced);
    connect(m_answers, &AnswersView::failed, m_banner, &Banner::showError);
    connect(&m_context.session, &Session::committed, this, [this](const Committed& change) {
        if (change.stream.incident == registryIncident()) {
            loadRegistry();
        }
    });
    loadRegistry();
}

ProvenancePage::~ProvenancePage()
{
    dropJob();
}

void ProvenancePage::dropJob()
{
    if (m_job) {
        m_job->abandon();
    }
}

void ProvenancePage::setupLayout()
{
    auto* header = new SectionHeader(tr("Provenance"), SectionHeader::Level::Page, this);
    header->setExplanation(tr("Is it real? Each row of a leaked file, told apart."));
    m_tabs->setDocumentMode(true);
    m_tabs->setObjectName(u"provenance.pages"_s);
    m_stack->addWidget(m_start);
    m_stack->addWidget(m_answer);
    auto* sample = new QWidget(this);
    auto* inner = new QVBoxLayout(sample);
    inner->setContentsMargins(0, space::s, 0, 0);
    inner->addWidget(m_stack);
    m_tabs->addTab(sample, tr("Sample"));
    m_tabs->addTab(m_files, tr("Files"));
    m_tabs->addTab(m_registry, tr("Registered data sets"));
    m_tabs->addTab(m_overlaps, tr("Overlaps"));
    m_tabs->addTab(m_copies, tr("Copies"));
    m_answer->addTab(m_answers, tr("Answers"));
    m_buttons = new QWidget(this);
    auto* line = new QHBoxLayout(m_buttons);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(space::s);
    header->addWidget(m_buttons);
    for (const char* id : {"provenance.another", "provenance.askCrm", "provenance.attach", "provenance.openIncident"}) {
        if (QAction* action = m_context.actions.find(QString::fromLatin1(id))) {
            auto* button = new QPushButton(action->text(), m_buttons);
            button->setObjectName(QString::fromLatin1(id) + u"Button"_s);
            button->setToolTip(action->toolTip());
            button->setAccessibleDescription(action->whatsThis());
            connect(button, &QPushButton::clicked, action, &QAction::trigger);
            connect(action, &QAction::changed, button, [button, action] { button->setVisible(action->isEnabled()); });
            line->addWidget(button);
            if (QLatin1StringView(id) == "provenance.openIncident"_L1) {
                makePrimary(button);
            }
            button->setVisible(action->isEnabled());
        }
    }
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::xl, space::l, space::xl, space::l);
    column->setSpacing(space::s);
    column->addWidget(header);
    column->addWidget(m_banner);
    column->addWidget(m_tabs, 1);
}

bool ProvenancePage::isSettled() const
{
    return m_question.isSettled() && m_registryRead.isSettled() && m_crmRead.isSettled() && m_overlaps->isSettled()
        && m_answers->isSettled() && m_files->isSettled();
}

void ProvenancePage::setIncident(const Id& incident)
{
    if (incident == m_incident) {
        return;
    }
    m_incident = incident;
    m_files->setIncident(incident);
    // A sample that somebody has just loaded stays: it may be meant for the incident that was just opened.
    const bool isForeign = isAttached() && m_evidenceIncident != incident;
    if (isForeign) {
        anotherSample();
    }
    if (!hasAnswer() && !incident.isNull()) {
        loadFiled();
    }
    Q_EMIT stateChanged();
}

void ProvenancePage::revealEntity(const Id& entity)
{
    if (m_registry->select(entity)) {
        m_tabs->setCurrentWidget(m_registry);
    } else if (!m_incident.isNull()) {
        m_tabs->setCurrentIndex(0);
        loadFiled();
    }
}

void ProvenancePage::openFile()
{
    auto* dialog = new QFileDialog(this, tr("Open the leaked file"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    connect(dialog, &QFileDialog::filesSelected, this, &ProvenancePage::examineAll);
    dialog->open();
}

void ProvenancePage::examineAll(const QStringList& paths)
{
    if (paths.size() == 1 && !QFileInfo(paths.front()).isDir()) {
        examine(Sample{paths.front(), {}});
        return;
    }
    m_files->add(paths);
    showFiles();
}

void ProvenancePage::watchFolder()
{
    auto* dialog = new QFileDialog(this, tr("Watch this folder"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& folder) {
        m_files->watch(folder);
        showFiles();
    });
    dialog->open();
}

void ProvenancePage::showFiles()
{
    m_tabs->setCurrentWidget(m_files);
    m_files->setFocus();
}

void ProvenancePage::paste()
{
    auto sample = Sample::from(QGuiApplication::clipboard()->mimeData());
    if (sample) {
        examine(*sample);
    } else {
        m_banner->showError(sample.error());
    }
}

void ProvenancePage::examine(const Sample& sample)
{
    m_sample = sample;
    m_title = sample.title();
    m_evidence = {};
    m_evidenceIncident = {};
    m_revealed.clear();
    m_tabs->setCurrentIndex(0);
    classify({});
}

void ProvenancePage::classify(const std::vector<provenance::ColumnMapping>& mappings)
{
    dropJob();
    m_banner->dismiss();
    m_examined = nullptr;
    Q_EMIT stateChanged();
    m_job = m_context.jobs.start(tr("Classifying %1").arg(m_title));
    m_start->showWorking(m_job.get());
    m_stack->setCurrentWidget(m_start);
    m_context.session.read(
        this,
        [incident = m_incident, job = m_job](Casework& casework) -> Expected<Against> {
            Against against;
            TRY(against.registry, provenance::Registry(casework).snapshot());
            TRY(against.earlier, earlierSamples(casework, *against.registry, incident, {}, job->stopToken()));
            TRY(against.remembered, provenance::Registry(casework).rememberedMappings());
            return against;
        },
        [this, ticket = m_question.next(), mappings](const Expected<Against>& against) {
            if (!m_question.isCurrent(ticket)) {
                return; // another sample has come
            }
            if (against) {
                run(*against, mappings, ticket);
            } else {
                fail(against.error());
            }
        });
}

void ProvenancePage::run(const Against& against, const std::vector<provenance::ColumnMapping>& mappings, quint64 ticket)
{
    using Result = Expected<std::shared_ptr<const provenance::Examined>>;
    m_context.session.run(
        this,
        [job = m_job, against, sample = m_sample, mappings]() -> Result {
            TRY(const auto device, sample.open());
            provenance::RowCollector collector;
            std::vector<provenance::ColumnMapping> all = against.remembered;
            all.insert(all.end(), mappings.begin(), mappings.end()); // what is said now wins
            provenance::ExamineOptions options = collector.options(std::move(all));
            options.against = against.earlier;
            TRY(auto answer,
                against.registry->classify(
                    *device, options, [&](qint64 done, qint64 total) { job->report(done, total); }, job->stopToken()));
            return std::make_shared<const provenance::Examined>(collector.finish(std::move(answer)));
        },
        [this, job = m_job, ticket](Result result) {
            if (!result) {
                job->finish(result.error().message, false);
            } else {
                job->finish(tr("%Ln row(s) classified", nullptr, formOf((*result)->answer.summary.rows)), true);
            }
            if (!m_question.isCurrent(ticket)) {
                return;
            }
            if (result) {
                take(*result);
            } else {
                fail(result.error());
            }
        });
}

void ProvenancePage::take(std::shared_ptr<const provenance::Examined> examined)
{
    m_examined = std::move(examined);
    m_start->showAsking();
    m_answer->show(m_examined, m_title, isAttached());
    followEvidence();
    m_stack->setCurrentWidget(m_answer);
    m_answer->rowsTable()->setFocus();
    Q_EMIT stateChanged();
    Q_EMIT announced(tr("Verdict for %1: %2").arg(m_title, wordOfVerdict(m_examined->answer.verdict).text));
    Q_EMIT settled();
}

void ProvenancePage::fail(const Error& error)
{
    if (m_job && !m_job->isFinished()) {
        m_job->finish(error.message, false);
    }
    m_start->showAsking();
    m_stack->setCurrentWidget(m_start);
    if (error.is("provenance.cancelled"_L1)) {
        m_banner->showText(Tone::Neutral, tr("The classification was cancelled. Nothing was kept."));
    } else {
        m_banner->showError(error);
    }
    Q_EMIT settled();
}

void ProvenancePage::reclassify()
{
    auto mappings = m_answer->columnsModel()->corrections();
    if (!isAttached()) {
        classify(mappings);
        return;
    }
    using Filed = provenance::Registry::Filed;
    struct Again
    {
        Filed filed;
        std::shared_ptr<const provenance::Examined> examined;
    };
    m_job = m_context.jobs.start(tr("Asking again about %1").arg(m_title));
    m_start->showWorking(m_job.get());
    m_stack->setCurrentWidget(m_start);
    m_context.session.write(
        this,
        [evidence = m_evidence, incident = m_evidenceIncident, mappings = std::move(mappings),
         job = m_job](Casework& casework) -> Expected<Again> {
            provenance::RowCollector collector;
            provenance::ExamineOptions options = collector.options(mappings);
            TRY(const auto registry, provenance::Registry(casework).snapshot());
            TRY(options.against, earlierSamples(casework, *registry, incident, evidence, job->stopToken()));
            TRY(auto filed,
                provenance::Registry(casework).classifyEvidence(
                    evidence, options, [&](qint64 done, qint64 total) { job->report(done, total); }, job->stopToken()));
            auto examined = std::make_shared<const provenance::Examined>(collector.finish(filed.answer));
            return Again{std::move(filed), std::move(examined)};
        },
        [this, job = m_job, ticket = m_question.next()](Expected<Again> again) {
            job->finish(again ? tr("Answered again") : again.error().message, again.has_value());
            if (!m_question.isCurrent(ticket)) {
                return;
            }
            if (again) {
                m_banner->dismiss();
                take(again->examined);
            } else {
                fail(again.error());
            }
        });
}

bool ProvenancePage::hasUnknownRows() const
{
    return hasAnswer() && m_examined->answer.summary.counts[static_cast<std::size_t>(provenance::Verdict::Unknown)] > 0;
}

void ProvenancePage::askAgain()
{
    if (hasAnswer()) {
        reclassify();
    }
}

void ProvenancePage::loadFiled()
{
    m_context.session.read(
        this, [incident = m_incident](Casework& casework) { return latestAnswer(casework, incident); },
        [this, ticket = m_question.next()](Expected<std::optional<FiledAnswer>> filed) {
            if (!m_question.isCurrent(ticket)) {
                return;
            }
            if (!filed) {
                m_banner->showError(filed.error());
            } else if (*filed) {
                showFiled(**filed);
            }
            Q_EMIT settled();
        });
}

void ProvenancePage::showFiled(const FiledAnswer& filed)
{
    m_sample = {};
    m_title = filed.evidence.value.name;
    m_evidence = filed.evidence.id;
    m_evidenceIncident = m_incident;
    m_revealed.clear();
    m_examined = filed.examined;
    m_answer->show(m_examined, m_title, true);
    followEvidence();
    m_stack->setCurrentWidget(m_answer);
    if (filed.hasRegistryChanged) {
        m_banner->showText(Tone::Warn,
                           tr("The registered data sets have changed since this answer was given on %1.")
                               .arg(timetext::moment(filed.report.value.askedAt)),
                           tr("A new answer is filed beside it; the old one stays on the timeline."));
        m_banner->setAction(tr("Ask again"), [this] { askAgain(); });
    }
    Q_EMIT stateChanged();
}

void ProvenancePage::anotherSample()
{
    dropJob();
    (void)m_question.isCurrent(m_question.next());
    m_examined = nullptr;
    m_sample = {};
    m_evidence = {};
    m_evidenceIncident = {};
    m_revealed.clear();
    m_banner->dismiss();
    m_start->showAsking();
    m_stack->setCurrentWidget(m_start);
    m_tabs->setCurrentIndex(0);
    Q_EMIT stateChanged();
}

Filing ProvenancePage::filing() const
{
    const QString name = m_sample.isPasted()
        ? tr("Pasted %1.txt").arg(QDateTime::currentDateTime().toString(u"yyyy-MM-dd HH-mm"_s))
        : m_sample.name();
    return {m_sample, name, m_context.session.userName(), m_examined->answer, m_revealed};
}

void ProvenancePage::openIncidentFromSample()
{
    if (!hasAnswer() || isAttached()) {
        return;
    }
    m_context.session.read(
        this, [](Casework& casework) { return casework.incidents(); },
        [this, examined = m_examined](const Expected<std::vector<Kept<Incident>>>& incidents) {
            const bool isAsked = findChild<IncidentDialog*>() != nullptr;
            if (m_examined != examined || isAttached() || isAsked) {
                return;
            }
            QSet<QString> taken;
            if (incidents) {
                for (const auto& incident : *incidents) {
                    taken.insert(incident.value.codeName);
                }
            }
            auto* dialog = new IncidentDialog(provenance::guessIncident(m_examined->answer.summary, m_sample.name()),
                                              makeCodeName(taken), m_examined->answer.verdict,
                                              m_context.session.clock().now(), this);
            connect(dialog, &FormDialog::submitted, this, [this, dialog] { declare(dialog, dialog->declaration()); });
            dialog->open();
        });
}

void ProvenancePage::declare(FormDialog* dialog, const Declaration& wish)
{
    auto job = m_context.jobs.start(tr("Opening the incident and filing %1").arg(m_title));
    m_context.session.write(
        this,
        [wish, filing = filing(), job, &playbooks = m_context.session.playbooks()](Casework& casework) {
            return openIncidentFrom(
                casework, wish, playbooks, filing, [&](qint64 done, qint64 total) { job->report(done, total); },
                job->stopToken());
        },
        [this, job, guard = QPointer<FormDialog>(dialog)](const Expected<OpenedIncident>& opened) {
            job->finish(opened ? tr("%1 is open").arg(opened->declared.number) : opened.error().message,
                        opened.has_value());
            if (guard) {
                guard->finish(opened);
            }
            if (!opened) {
                return;
            }
            m_incident = opened->declared.id;
            m_evidence = opened->evidence;
            m_evidenceIncident = opened->declared.id;
            m_answer->setAttached(isAttached());
            followEvidence();
            if (opened->filingError) {
                m_banner->showError(*opened->filingError);
            }
            Q_EMIT stateChanged();
            Q_EMIT announced(tr("%1 is open with %2 tasks and a running clock.")
                                 .arg(opened->declared.number)
                                 .arg(opened->declared.tasks));
            Q_EMIT incidentOpened(opened->declared.id);
        });
}

void ProvenancePage::attach()
{
    if (!hasAnswer() || isAttached() || m_incident.isNull()) {
        return;
    }
    auto job = m_context.jobs.start(tr("Filing %1").arg(m_title));
    m_context.session.write(
        this,
        [incident = m_incident, filing = filing(), job](Casework& casework) {
            return fileSample(
                casework, incident, filing, [&](qint64 done, qint64 total) { job->report(done, total); },
                job->stopToken());
        },
        [this, job, incident = m_incident](const Expected<provenance::Registry::Filed>& filed) {
            job->finish(filed ? tr("Filed as evidence") : filed.error().message, filed.has_value());
            if (!filed) {
                m_banner->showError(filed.error());
                return;
            }
            m_evidence = filed->evidence;
            m_evidenceIncident = incident;
            m_answer->setAttached(true);
            followEvidence();
            m_banner->showText(Tone::Ok, tr("The sample and its verdict are filed with this incident."),
                               filed->evidenceWasThere ? tr("The sample was held as evidence already.") : QString());
            Q_EMIT stateChanged();
            Q_EMIT inspectWanted(filed->evidence);
        });
}

void ProvenancePage::registerDataSet(bool isProduction)
{
    auto* dialog = new RegisterDialog(m_context, isProduction, this);
    connect(dialog, &RegisterDialog::registered, this,
            [this](const QString& name, const provenance::Registered& answer) { tellRegistered(name, answer, {}); });
    dialog->open();
}

void ProvenancePage::tellRegistered(const QString& name, const provenance::Registered& answer, const QString& more)
{
    QStringList texts;
    if (!answer.overlaps.empty()) {
        texts.append(tr("It shares records with %n registered set(s): see its details.", nullptr,
                        static_cast<int>(answer.overlaps.size())));
    }
    texts.append(more);
    m_banner->setAction({}, {});
    m_banner->showText(Tone::Ok,
                       tr("%1 is registered: %2 rows, %3 values, %4 rows unreadable.")
                           .arg(name, countText(answer.rows), countText(answer.values), countText(answer.unreadable)),
                       texts.join(u'\n').trimmed());
    if (hasAnswer()) {
        m_banner->setAction(tr("Classify the sample again"), [this] { reclassify(); });
    }
}

void ProvenancePage::registerFromCrm()
{
    withCrms(tr("Nothing can be registered now."), &ProvenancePage::askWhichRecords);
}

void ProvenancePage::askCrm()
{
    if (hasUnknownRows()) {
        withCrms(tr("No CRM can be asked now."), &ProvenancePage::askWhichCrm);
    }
}

void ProvenancePage::withCrms(const QString& refusal, void (ProvenancePage::*open)(const TruthOffer& offer))
{
    m_banner->setAction({}, {});
    if (const QString whyNot = whyNotWrite(m_context.session, Table<DataSet>::kind, u"name"); !whyNot.isEmpty()) {
        m_banner->showText(Tone::Warn, refusal, whyNot);
        return;
    }
    m_context.session.read(
        this,
        [](Casework& casework) -> Expected<TruthOffer> {
            TRY(auto mappings, crm::Mappings::load());
            TRY(auto connectors, crm::Synchronising(casework, mappings).connectors());
            std::erase_if(connectors, [&mappings](const Kept<CrmConnector>& one) {
                const crm::Mapping* mapping = mappings.find(one.value.system);
                return !mapping || mapping->truth.empty();
            });
            return TruthOffer{std::make_shared<const crm::Mappings>(std::move(mappings)), std::move(connectors)};
        },
        [this, open, ticket = m_crmRead.next()](const Expected<TruthOffer>& offer) {
            if (!m_crmRead.isCurrent(ticket)) {
                return;
            }
            if (!offer) {
                m_banner->showError(offer.error());
            } else if (offer->connectors.empty()) {
                m_banner->showText(Tone::Warn, tr("No CRM is connected."), tr("The room Connectors adds one."));
            } else {
                (this->*open)(*offer);
            }
        });
}

void ProvenancePage::askWhichRecords(const TruthOffer& offer)
{
    auto* dialog = new CrmTruthDialog(m_context, offer, this);
    connect(dialog, &CrmTruthDialog::registered, this,
            [this](const QString& name, const crm::TruthReport& report, const QString& connector) {
                const QString more = crm::summaryOf(report, connector);
                if (report.registered) {
                    tellRegistered(name, *report.registered, more);
                } else {
                    m_banner->showText(Tone::Ok, tr("Nothing has changed there since “%1” was read.").arg(name), more);
                }
            });
    dialog->open();
}

void ProvenancePage::askWhichCrm(const TruthOffer& offer)
{
    if (!hasUnknownRows()) {
        return; // another sample has come
    }
    auto* dialog = new AskCrmDialog(m_context,
                                    {.offer = offer,
                                     .incident = m_evidenceIncident,
                                     .evidence = m_evidence,
                                     .sample = m_sample,
                                     .title = m_title,
                                     .examined = m_examined},
                                    this);
    connect(dialog, &AskCrmDialog::registered, this, [this, examined = m_examined] {
        if (m_examined == examined) {
            reclassify();
        }
    });
    dialog->open();
}

void ProvenancePage::registerWhatIsMissing()
{
    registerDataSet(!m_registry->hasProductionSet());
}

void ProvenancePage::removeDataSet()
{
    const auto set = m_registry->current();
    if (!set || set->value.isRemoved) {
        return;
    }
    auto* dialog = new FormDialog(tr("Remove “%1”").arg(set->value.name), tr("Remove"), this);
    dialog->setIntroduction(
        tr("The fingerprints of its %Ln row(s) are deleted for good; name, figures and your reason stay in "
           "the journal. Later answers no longer see it.",
           nullptr, formOf(set->value.rows)));
    auto* reason = new QPlainTextEdit(dialog);
    reason->setTabChangesFocus(true);
    reason->setMaximumHeight(96);
    dialog->addRow(tr("&Reason"), reason);
    makeDestructive(dialog->mainButton());
    dialog->setValidator(
        [reason] { return reason->toPlainText().trimmed().isEmpty() ? tr("Say why it is removed.") : QString(); });
    connect(dialog, &FormDialog::submitted, dialog, [this, dialog, reason, id = set->id] {
        m_context.session.write(
            dialog,
            [id, text = reason->toPlainText().trimmed()](Casework& casework) {
                return provenance::Registry(casework).removeDataSet(id, text);
            },
            [dialog](const Expected<void>& removed) { dialog->finish(removed); });
    });
    dialog->open();
}

void ProvenancePage::revealRow()
{
    const auto row = m_answer->rowToReveal();
    if (!row) {
        Q_EMIT announced(tr("There is nothing to reveal in this row."));
        return;
    }
    if (!isAttached()) {
        m_revealed.push_back(*row);
        m_answer->revealRow(*row);
        Q_EMIT announced(
            tr("Row %1 is shown. That you looked is recorded when the sample goes into an incident.").arg(*row));
        return;
    }
    m_context.session.write(
        this,
        [incident = m_evidenceIncident, evidence = m_evidence, row = *row, by = m_context.session.userName()](
            Casework& casework) { return recordReveal(casework, incident, evidence, row, by); },
        [this, row = *row](const Expected<void>& recorded) {
            if (recorded) {
                m_answer->revealRow(row);
                Q_EMIT announced(tr("Row %1 is shown. That you looked stands in the chain of custody.").arg(row));
            } else {
                m_banner->showError(recorded.error());
            }
        });
}

void ProvenancePage::explainRow()
{
    const auto row = m_answer->currentRow();
    if (!hasAnswer() || !row) {
        return;
    }
    using Explained = Expected<std::optional<provenance::ExplainedRow>>;
    provenance::ExamineOptions options;
    const auto columns = m_examined->columns();
    for (std::size_t i = 0; i < columns.size(); ++i) {
        options.mappings.push_back({QString::number(i + 1), columns[i].meaning});
    }
    options.previewRows = 0;
    options.indicators = false;
    options.explainRow = *row;
    m_context.session.read(
        this,
        [options, sample = m_sample, evidence = m_evidence](Casework& casework) -> Explained {
            TRY(const auto snapshot, provenance::Registry(casework).snapshot());
            std::unique_ptr<QIODevice> device;
            if (evidence.isNull()) {
                TRY(device, sample.open());
            } else {
                TRY(const auto held, casework.one<Evidence>(evidence));
                TRY(device, casework.journal().openMaterial(held.value.blob));
            }
            std::optional<provenance::ExplainedRow> found;
            provenance::ExamineOptions wish = options;
            wish.onExplained =
                [&found](const provenance::RowVerdict& verdict, const std::vector<provenance::Explanation>& why,
                         const provenance::Index& index) { found = provenance::explained(verdict, why, index); };
            TRY(const auto answer, snapshot->classify(*device, wish));
            Q_UNUSED(answer)
            return found;
        },
        [this, row = *row](const Explained& explained) {
            if (!explained) {
                m_banner->showError(explained.error());
            } else if (!*explained) {
                Q_EMIT announced(tr("Row %1 could not be read, so there is nothing to explain.").arg(row));
            } else {
                (new ExplainDialog(**explained, this))->open();
            }
        });
}

void ProvenancePage::copyRows()
{
    const QString text = m_answer->selectedText();
    if (m_stack->currentWidget() != m_answer || text.isEmpty()) {
        return;
    }
    copySecret(text);
    Q_EMIT announced(tr("Rows copied: %1. What was masked stays masked; the clipboard is emptied after 30 seconds.")
                         .arg(text.count(u'\n') + 1));
}

void ProvenancePage::showRegistry()
{
    m_tabs->setCurrentWidget(m_registry);
    m_registry->setFocus();
}

void ProvenancePage::showOverlaps()
{
    m_tabs->setCurrentWidget(m_overlaps);
    m_overlaps->setFocus();
}

void ProvenancePage::followEvidence()
{
    m_answer->setTabVisible(m_answers, isAttached());
    m_answers->setEvidence(m_evidence);
}

void ProvenancePage::setRows()
{
    if (!isAttached()) {
        Q_EMIT announced(tr("Rows are set by hand once the sample is held as evidence of an incident."));
        return;
    }
    m_answers->setRowsByHand(m_answer->selectedRows());
}

void ProvenancePage::offerToAskAgain()
{
    if (hasAnswer()) {
        m_banner->showText(Tone::Warn, tr("What counts as production has changed since this answer was given."),
                           tr("A new answer is filed beside it; the old one stays on the timeline."));
        m_banner->setAction(tr("Ask again"), [this] { askAgain(); });
    }
}

void ProvenancePage::showCopies()
{
    m_tabs->setCurrentWidget(m_copies);
    m_copies->setFocus();
}

void ProvenancePage::makeCopy()
{
    const auto current = m_registry->current();
    auto* dialog = new CopyDialog(m_context, m_sets, current ? current->id : Id(), this);
    connect(dialog, &CopyDialog::made, this, [this](const provenance::MadeCopy& made) {
        m_banner->showText(
            Tone::Ok,
            tr("The copy for %1 stands in “%2”: %3 rows, %4 of them canaries.")
                .arg(made.copy.value.recipient, made.file, countText(made.copy.value.rows),
                     countText(made.copy.value.planted)),
            tr("Its manifest stands beside it. Give both away, and nothing else: whoever has this vault can tell the "
               "marks."));
        showCopies();
        m_copies->select(made.copy.id);
    });
    dialog->open();
}

void ProvenancePage::assessRisk()
{
    const auto current = m_registry->current();
    auto* dialog = new RiskDialog(m_context, m_sets, current ? current->id : Id(), this);
    connect(dialog, &RiskDialog::assessed, this, [this](const QString& title, const QJsonObject& report) {
        (new RiskReportDialog(m_context, title, report, this))->open();
    });
    dialog->open();
}

void ProvenancePage::showRisk()
{
    if (const auto set = m_registry->current()) {
        (new RiskReportDialog(m_context, provenance::dataSetTitle(set->value.name, set->value.version),
                              provenance::riskOf(set->value), this))
            ->open();
    }
}

bool ProvenancePage::canBlock() const
{
    return hasAnswer() && isAttached()
        && m_examined->answer.summary.counts[static_cast<std::size_t>(provenance::Verdict::Synthetic)] > 0;
}

void ProvenancePage::writeBlockList()
{
    if (!canBlock()) {
        return;
    }
    auto* dialog = new BlockListDialog(m_context, m_evidence, m_title, this);
    connect(dialog, &BlockListDialog::made, this, [this](const provenance::BlockListMade& list) {
        m_banner->showText(Tone::Ok,
                           tr("%1 synthetic identities of %2 rows stand in “%3”.")
                               .arg(countText(static_cast<qint64>(list.entries)),
                                    countText(static_cast<qint64>(list.rows)), list.file),
                           list.keyFile.isEmpty()
                               ? tr("Everybody who gets the file can read them.")
                               : tr("The key stands in “%1”: send it another way than the list.").arg(list.keyFile));
    });
    dialog->open();
}

void ProvenancePage::writeCertificate()
{
    if (!isAttached()) {
        Q_EMIT announced(tr("An answer is certified once the sample is held as evidence of an incident."));
        return;
    }
    auto* dialog = new CertificateDialog(m_context, m_evidence, m_title, this);
    connect(dialog, &CertificateDialog::made, this, [this](const provenance::CertificateMade& certificate) {
        m_banner->showText(
            Tone::Ok,
            tr("The certificate stands in “%1”, and for reading in “%2”.").arg(certificate.file, certificate.page),
            tr("Whoever gets it can check the signature; give them your key another way."));
    });
    dialog->open();
}

void ProvenancePage::loadRegistry()
{
    struct Loaded
    {
        std::vector<Kept<DataSet>> sets;
        std::vector<Kept<DataSetCopy>> copies;
    };
    m_context.session.read(
        this,
        [](Casework& casework) -> Expected<Loaded> {
            const provenance::Registry registry(casework);
            Loaded loaded;
            TRY(loaded.sets, registry.dataSets());
            TRY(loaded.copies, registry.copies());
            return loaded;
        },
        [this, ticket = m_registryRead.next()](Expected<Loaded> loaded) {
            if (!m_registryRead.isCurrent(ticket)) {
                return;
            }
            if (!loaded) {
                m_banner->showError(loaded.error());
                return;
            }
            m_sets = loaded->sets;
            m_registry->setDataSets(std::move(loaded->sets));
            m_copies->setCopies(std::move(loaded->copies), m_sets);
            m_start->setHasProductionSet(m_registry->hasProductionSet());
            m_tabs->setTabText(m_tabs->indexOf(m_registry),
                               tr("Registered data sets (%1)").arg(m_registry->registered()));
            m_tabs->setTabText(m_tabs->indexOf(m_copies),
                               m_copies->count() > 0 ? tr("Copies (%1)").arg(m_copies->count()) : tr("Copies"));
            m_overlaps->load();
        });
}

void ProvenancePage::follow(NextStep::Kind kind)
{
    switch (kind) {
    case NextStep::Kind::RegisterProduction:
        registerDataSet(true);
        break;
    case NextStep::Kind::RegisterSynthetic:
        registerDataSet(false);
        break;
    case NextStep::Kind::OpenIncident:
    case NextStep::Kind::Rest:
        openIncidentFromSample();
        break;
    case NextStep::Kind::LookAtUnknown:
        m_answer->setVerdictFilter(provenance::Verdict::Unknown);
        break;
    case NextStep::Kind::LookAtUnreadable:
        m_answer->setVerdictFilter(provenance::Verdict::Unreadable);
        break;
    }
}

void ProvenancePage::dragEnterEvent(QDragEnterEvent* event)
{
    if (event->mimeData()->hasUrls() || event->mimeData()->hasText()) {
        event->acceptProposedAction();
        m_start->setDropping(true);
    }
}

void ProvenancePage::dragLeaveEvent(QDragLeaveEvent*)
{
    m_start->setDropping(false);
}

void ProvenancePage::dropEvent(QDropEvent* event)
{
    m_start->setDropping(false);
    if (const QStringList paths = Sample::pathsIn(event->mimeData()); !paths.isEmpty()) {
        event->acceptProposedAction();
        examineAll(paths);
        return;
    }
    auto sample = Sample::from(event->mimeData());
    if (sample) {
        event->acceptProposedAction();
        examine(*sample);
    } else {
        m_banner->showError(sample.error());
    }
}

} // namespace bulkhead
