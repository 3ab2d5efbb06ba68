#include "ui/provenance/filesview.h"

#include "models/incident/session.h"
#include "ui/common/card.h"
#include "ui/common/jobs.h"
#include "ui/common/style.h"
#include "ui/common/tables.h"
#include "ui/common/words.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVBoxLayout>

namespace bulkhead {

using namespace Qt::StringLiterals;
using provenance::Verdict;

namespace {
constexpr int lookMs = 1000;

quint64 countOf(const FileRow& row, Verdict verdict)
{
    return row.answer ? row.answer->summary.counts[static_cast<std::size_t>(verdict)] : 0;
}

Word wordOf(const FileRow& row)
{
    switch (row.state) {
    case FileRow::State::Waiting:
        return {.text = FilesModel::tr("Waiting"), .tone = Tone::Neutral, .mark = Mark::Ring};
    case FileRow::State::Working:
        return {.text = FilesModel::tr("Being read"), .tone = Tone::Accent, .mark = Mark::Clock};
    case FileRow::State::Failed:
        return {.text = FilesModel::tr("No answer"), .tone = Tone::Warn, .mark = Mark::Cross};
    default:
        return wordOfVerdict(row.answer ? row.answer->verdict : QString());
    }
}

/// The gravest first.
int weightOf(const FileRow& row)
{
    if (row.state == FileRow::State::Failed) {
        return 3;
    }
    return !row.answer ? 1 : row.answer->verdict == "personal"_L1 ? 4 : row.answer->verdict == "unresolved"_L1 ? 2 : 0;
}

std::optional<Verdict> verdictOfColumn(int column)
{
    switch (column) {
    case FilesModel::ProductionColumn:
        return Verdict::Production;
    case FilesModel::MixedColumn:
        return Verdict::Mixed;
    case FilesModel::UnknownColumn:
        return Verdict::Unknown;
    case FilesModel::SyntheticColumn:
        return Verdict::Synthetic;
    case FilesModel::UnreadableColumn:
        return Verdict::Unreadable;
    default:
        return {};
    }
}

/// The files among the paths, and those in the folders.
Expected<QStringList> filesAmong(const QStringList& paths)
{
    QStringList files;
    for (const QString& path : paths) {
        if (!QFileInfo(path).isDir()) {
            files.append(path);
            continue;
        }
        TRY(const QStringList below, provenance::filesBelow(path));
        files.append(below);
    }
    files.removeDuplicates();
    return files;
}
} // namespace

Id FilesModel::keyOf(const QString& path)
{
    return Id::derived(path.toUtf8());
}

QVariant FilesModel::header(int column, int role) const
{
    if (role != Qt::DisplayRole) {
        return {};
    }
    if (const auto verdict = verdictOfColumn(column)) {
        return wordOfVerdict(provenance::verdictId(*verdict)).text;
    }
    switch (column) {
    case NameColumn:
        return tr("File");
    case VerdictColumn:
        return tr("Answer");
    case RowsColumn:
        return tr("Rows");
    default:
        return tr("Where it lies");
    }
}

QVariant FilesModel::cell(const FileRow& row, int column, int role) const
{
    const auto verdict = verdictOfColumn(column);
    if (role == Qt::TextAlignmentRole) {
        return verdict || column == RowsColumn ? QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter) : QVariant();
    }
    if (column == VerdictColumn && (role == ToneRole || role == MarkRole)) {
        return role == ToneRole ? static_cast<int>(wordOf(row).tone) : static_cast<int>(wordOf(row).mark);
    }
    if (role == Qt::ToolTipRole) {
        return column == PlaceColumn ? QVariant(row.path) : QVariant(row.problem);
    }
    if (role != Qt::DisplayRole && role != SortRole) {
        return {};
    }
    const bool isSorting = role == SortRole;
    if (verdict || column == RowsColumn) {
        const quint64 count = verdict ? countOf(row, *verdict) : row.answer ? row.answer->summary.rows : 0;
        return isSorting ? QVariant(count) : row.answer ? QVariant(countText(static_cast<qint64>(count))) : QVariant();
    }
    switch (column) {
    case NameColumn:
        return QFileInfo(row.path).fileName();
    case VerdictColumn:
        return isSorting ? QVariant(weightOf(row)) : QVariant(wordOf(row).text);
    default:
        return row.problem.isEmpty() ? QFileInfo(row.path).path() : row.problem;
    }
}

FilesView::FilesView(const RoomContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_model(new FilesModel(this))
    , m_table(new QTableView(this))
    , m_summary(mutedLabel({}, this))
    , m_watch(new QPushButton(tr("Watch a folder…"), this))
    , m_attach(new QPushButton(tr("Attach all to this incident"), this))
{
    setObjectName(u"provenance.files"_s);
    m_summary->setObjectName(u"provenance.filesSummary"_s);
    m_table->setObjectName(u"provenance.fileTable"_s);
    setupTable(m_table, tr("Files and their answers"));
    m_table->setModel(makeFilterProxy(m_model, this));
    m_table->sortByColumn(FilesModel::VerdictColumn, Qt::DescendingOrder);
    static constexpr std::array widths = {200, 150, 80, 90, 70, 80, 80, 90};
    for (std::size_t i = 0; i < widths.size(); ++i) {
        m_table->setColumnWidth(static_cast<int>(i), widths[i]);
    }
    m_watch->setObjectName(u"provenance.watchButton"_s);
    m_attach->setObjectName(u"provenance.attachAll"_s);
    m_attach->setAccessibleDescription(tr("Takes every file that has an answer as evidence and files the answers."));
    auto* open = new QPushButton(tr("Open"), this);
    open->setObjectName(u"provenance.openFile"_s);
    open->setAccessibleDescription(tr("Shows the whole answer for the current file."));
    auto* clear = new QPushButton(tr("Clear the list"), this);
    auto* line = new QHBoxLayout;
    line->addWidget(m_summary, 1);
    line->addWidget(clear);
    line->addWidget(m_watch);
    line->addWidget(m_attach);
    line->addWidget(open);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, space::s, 0, 0);
    column->addLayout(line);
    column->addWidget(m_table, 1);
    m_timer.setInterval(lookMs);
    connect(&m_timer, &QTimer::timeout, this, &FilesView::look);
    connect(m_table, &QTableView::activated, this, &FilesView::openCurrent);
    connect(open, &QPushButton::clicked, this, &FilesView::openCurrent);
    connect(clear, &QPushButton::clicked, this, &FilesView::clear);
    connect(m_attach, &QPushButton::clicked, this, &FilesView::attachAll);
    connect(m_watch, &QPushButton::clicked, this, [this] {
        if (isWatching()) {
            stopWatching();
        } else {
            Q_EMIT watchWanted();
        }
    });
    describe();
}

FilesView::~FilesView()
{
    if (m_job) {
        m_job->abandon();
    }
}

void FilesView::setIncident(const Id& incident)
{
    m_incident = incident;
    describe();
}

void FilesView::add(const QStringList& paths)
{
    m_context.session.run(
        this, [paths] { return filesAmong(paths); },
        [this](const Expected<QStringList>& files) {
            if (!files) {
                Q_EMIT failed(files.error());
                return;
            }
            for (const QString& path : *files) {
                const auto there = std::ranges::find(m_files, path, &FileRow::path);
                if (there == m_files.end()) {
                    m_files.push_back({.path = path});
                } else if (there->state != FileRow::State::Working) {
                    *there = {.path = path};
                }
                // Not while another thread looks: then it is merely told, and asked about, once more.
                if (m_incoming && !m_isLooking) {
                    m_incoming->skip(path);
                }
            }
            m_model->setRows(m_files);
            describe();
            next();
        });
}

void FilesView::watch(const QString& folder)
{
    m_incoming = std::make_shared<provenance::IncomingFiles>(folder);
    m_timer.start();
    look();
    describe();
}

void FilesView::stopWatching()
{
    m_timer.stop();
    m_incoming.reset();
    describe();
}

void FilesView::look()
{
    if (m_isLooking || !m_incoming) {
        return;
    }
    m_isLooking = true;
    m_context.session.run(
        this, [incoming = m_incoming] { return incoming->look(); },
        [this, incoming = m_incoming](const Expected<QStringList>& whole) {
            m_isLooking = false;
            if (incoming != m_incoming) {
                return; // another folder by now, or none
            }
            if (!whole) {
                stopWatching();
                Q_EMIT failed(whole.error());
            } else if (!whole->isEmpty()) {
                Q_EMIT announced(tr("%n file(s) have come into the folder", nullptr, static_cast<int>(whole->size())));
                add(*whole);
            }
        });
}

void FilesView::next()
{
    const auto waiting = std::ranges::find(m_files, FileRow::State::Waiting, &FileRow::state);
    if (m_job || waiting == m_files.end()) {
        return;
    }
    waiting->state = FileRow::State::Working;
    const QString path = waiting->path;
    m_model->setRows(m_files);
    m_job = m_context.jobs.start(tr("Classifying %1").arg(QFileInfo(path).fileName()));
    m_context.session.read(
        this,
        [](Casework& casework) -> Expected<Against> {
            const provenance::Registry registry(casework);
            Against against;
            TRY(against.registry, registry.snapshot());
            TRY(against.remembered, registry.rememberedMappings());
            return against;
        },
        [this, path, ticket = m_round.next()](const Expected<Against>& against) {
            if (!m_round.isCurrent(ticket)) {
                return;
            }
            if (against) {
                run(*against, path);
            } else {
                m_job->finish(against.error().message, false);
                take(path, FileRow::State::Failed, {}, against.error().message);
            }
        });
}

void FilesView::run(const Against& against, const QString& path)
{
    using Result = Expected<std::shared_ptr<const provenance::Answer>>;
    m_context.session.run(
        this,
        [against, path, job = m_job]() -> Result {
            QFile file(path);
            if (!file.open(QIODevice::ReadOnly)) {
                return failure("provenance.no-file"_L1,
                               FilesView::tr("It cannot be read: %1.").arg(file.errorString()));
            }
            provenance::ExamineOptions options;
            options.previewRows = 0;
            options.mappings = against.remembered;
            TRY(auto answer,
                against.registry->classify(
                    file, options, [&](qint64 done, qint64 total) { job->report(done, total); }, job->stopToken()));
            return std::make_shared<const provenance::Answer>(std::move(answer));
        },
        [this, path, job = m_job, ticket = m_round.next()](const Result& result) {
            job->finish(result ? tr("%Ln row(s) classified", nullptr, formOf((*result)->summary.rows))
                               : result.error().message,
                        result.has_value());
            if (!m_round.isCurrent(ticket)) {
                return;
            }
            if (result) {
                take(path, FileRow::State::Answered, *result, {});
            } else {
                take(path, FileRow::State::Failed, {}, result.error().message);
            }
        });
}

void FilesView::take(const QString& path, FileRow::State state, std::shared_ptr<const provenance::Answer> answer,
                     const QString& problem)
{
    m_job.reset();
    if (const auto row = std::ranges::find(m_files, path, &FileRow::path); row != m_files.end()) {
        row->state = state;
        row->answer = std::move(answer);
        row->problem = problem;
        if (row->answer && row->answer->verdict == "personal"_L1) {
            Q_EMIT announced(tr("Data of real persons in %1").arg(QFileInfo(path).fileName()));
        }
    }
    m_model->setRows(m_files);
    describe();
    next();
}

void FilesView::describe()
{
    const auto number = [&](auto condition) {
        return countText(static_cast<qint64>(std::ranges::count_if(m_files, condition)));
    };
    const auto hasVerdict = [](QLatin1StringView verdict) {
        return [verdict](const FileRow& row) { return row.answer && row.answer->verdict == verdict; };
    };
    QString text = m_files.empty()
        ? tr("Drop many files or folders, or watch a folder into which they come.")
        : tr("%1 files: %2 with data of real persons, %3 not resolved, %4 synthetic, %5 without an answer.")
              .arg(countText(std::ssize(m_files)), number(hasVerdict("personal"_L1)),
                   number(hasVerdict("unresolved"_L1)), number(hasVerdict("synthetic"_L1)),
                   number([](const FileRow& row) { return !row.answer; }));
    if (m_incoming) {
        text += u' ' + tr("Watching “%1”.").arg(QDir::toNativeSeparators(m_incoming->folder()));
    }
    m_summary->setText(text);
    m_watch->setText(isWatching() ? tr("Stop watching") : tr("Watch a folder…"));
    m_attach->setEnabled(!m_incident.isNull() && !m_isFiling && std::ranges::any_of(m_files, [](const FileRow& row) {
        return row.state == FileRow::State::Answered;
    }));
    Q_EMIT changed();
}

void FilesView::openCurrent()
{
    const auto id = currentId(m_table);
    const int row = id ? m_model->rowOf(*id) : -1;
    if (row >= 0) {
        Q_EMIT openWanted(m_model->at(row).path);
    }
}

void FilesView::attachAll()
{
    if (m_incident.isNull() || m_isFiling) {
        return;
    }
    std::vector<FileRow> wanted;
    std::ranges::copy_if(m_files, std::back_inserter(wanted),
                         [](const FileRow& row) { return row.state == FileRow::State::Answered; });
    if (wanted.empty()) {
        return;
    }
    m_isFiling = true;
    describe();
    struct Outcome
    {
        QStringList filed;
        QHash<QString, QString> problems;
    };
    auto job = m_context.jobs.start(tr("Filing %n file(s)", nullptr, static_cast<int>(wanted.size())));
    m_context.session.write(
        this,
        [incident = m_incident, wanted, job,
         by = m_context.session.userName()](Casework& casework) -> Expected<Outcome> {
            provenance::Registry registry(casework);
            Outcome outcome;
            for (const FileRow& row : wanted) {
                if (job->stopToken().stop_requested()) {
                    break;
                }
                job->report(outcome.filed.size(), static_cast<qint64>(wanted.size()));
                QFile file(row.path);
                Evidence about;
                about.name = QFileInfo(row.path).fileName();
                about.acquiredBy = by;
                const auto filed = file.open(QIODevice::ReadOnly)
                    ? registry.file(incident, file, about, *row.answer)
                    : Expected<provenance::Registry::Filed>(failure(
                          "provenance.no-file"_L1, FilesView::tr("It cannot be read: %1.").arg(file.errorString())));
                if (filed) {
                    outcome.filed.append(row.path);
                } else {
                    outcome.problems.insert(row.path, filed.error().message);
                }
            }
            return outcome;
        },
        [this, job](const Expected<Outcome>& outcome) {
            m_isFiling = false;
            job->finish(outcome ? tr("%n file(s) are filed", nullptr, static_cast<int>(outcome->filed.size()))
                                : outcome.error().message,
                        outcome && outcome->problems.isEmpty());
            if (!outcome) {
                Q_EMIT failed(outcome.error());
            } else {
                for (FileRow& row : m_files) {
                    row.state = outcome->filed.contains(row.path) ? FileRow::State::Filed : row.state;
                    row.problem = outcome->problems.value(row.path, row.problem);
                }
                m_model->setRows(m_files);
                Q_EMIT announced(tr("%n file(s) are evidence of this incident now, with their answers.", nullptr,
                                    static_cast<int>(outcome->filed.size())));
            }
            describe();
        });
}

void FilesView::clear()
{
    if (m_job) {
        m_job->abandon();
        m_job.reset();
        (void)m_round.isCurrent(m_round.next());
    }
    m_files.clear();
    m_model->setRows({});
    describe();
}

} // namespace bulkhead
