#include "models/incident/session.h"

#include "models/incident/custodian.h"
#include "models/incident/lanethread.h"
#include "models/incident/resources.h"
#include "models/incident/words.h"

#include <QThreadPool>

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {
constexpr std::chrono::minutes signingInterval{1};

} // namespace

struct Session::Private
{
    SystemClock clock;
    Schema schema;
    Playbooks playbooks;
    QStringList warnings;
    SecretBytes recoveryCode;
    std::unique_ptr<Vault> vault; ///< made on the writing lane and destroyed there
    Id vaultId;
    QString vaultName;
    QString folder;
    Bytes fingerprint;
    Id user;
    QString userName;
    Roles roles;
    QThreadPool beside;
    LaneThread checking;
    bool isChecking = false;
    LaneThread reading;
    LaneThread writing;

    ~Private() { finish(); }

    void finish()
    {
        beside.waitForDone();
        checking.finish();
        reading.finish();
        // The last connection but the vault's own: what the log holds goes into the file.
        writing.finish([](Casework& casework) {
            (void)casework.journal().signHeads();
            (void)casework.journal().database().checkpoint();
        });
        vault.reset();
    }

    void loadPlaybooks(const QStringList& wished)
    {
        const QStringList folders = wished.isEmpty() ? resourceFolders(u"playbooks"_s) : wished;
        auto loaded = Playbooks::load(folders);
        if (!loaded) {
            // A mistake in the organisation's own file does not keep anybody out of their vault.
            warnings.append(Wording::tr("Your own playbooks are left out: %1").arg(loaded.error().message));
            loaded = Playbooks::load(folders.mid(0, 1));
        }
        if (!loaded) {
            warnings.append(loaded.error().message);
            return;
        }
        playbooks = *std::move(loaded);
    }

    Expected<std::unique_ptr<Journal>> openWriting(SessionRequest& request)
    {
        if (request.create) {
            CHECK_OK(createVault(request));
        } else {
            if (request.keyring) {
                TRY(const VaultStatus status, Vault::status(request.folder));
                TRY(request.credential, keyringCredential(status, request.credential.user, *request.keyring));
            }
            TRY(vault, Vault::open(request.folder, request.credential, Vault::Access::Write, clock));
        }
        Member founder;
        founder.roles = request.founderRoles;
        founder.email = request.founderEmail;
        TRY(auto journal, Journal::open(*vault, schema, clock, {timelineProjection()}, founder));
        vaultId = vault->id();
        vaultName = vault->name();
        folder = vault->folder();
        fingerprint = journal->fingerprint();
        user = vault->userId();
        userName = vault->userName();
        roles = journal->roles();
        warnings += vault->warnings();
        Casework casework(*journal);
        if (const auto followed = Custodian(casework).follow(); !followed) {
            warnings.append(
                followed.error().message); // The vault is usable all the same; the next opening tries again.
        }
        // Asked of the writer once, so that readers find it.
        TRY([[maybe_unused]] const SecretBytes made, vault->stored("fingerprint"_L1));
        return journal;
    }

    Expected<void> createVault(SessionRequest& request)
    {
        TRY(vault, Vault::create(request.folder, *request.create, clock));
        Credential recovery;
        recovery.recoveryCode = makeRecoveryCode();
        TRY([[maybe_unused]] const Slot slot,
            vault->addSlot(SlotKind::RecoveryCode, recovery, request.create->kdfSeconds));
        recoveryCode = std::move(recovery.recoveryCode);
        return {};
    }
};

void Session::open(QObject* context, SessionRequest request,
                   std::function<void(Expected<std::shared_ptr<Session>>)> done)
{
    // What the threads speak to: lives on this thread until it has answered.
    auto* relay = new QObject;
    auto d = std::make_shared<std::unique_ptr<Private>>(std::make_unique<Private>());
    const auto answer = [relay, d, guard = QPointer<QObject>(context), done = std::move(done)](Expected<void> result) {
        QMetaObject::invokeMethod(relay, [relay, d, guard, done, result] {
            relay->deleteLater();
            if (!result) {
                d->reset();
                if (guard) {
                    done(std::unexpected(result.error()));
                }
                return;
            }
            const std::shared_ptr<Session> session(new Session(std::move(*d)));
            if (guard) {
                done(session);
            }
        });
    };
    Private* p = d->get();
    addIncidentTypes(p->schema);
    const auto wish = std::make_shared<SessionRequest>(std::move(request));
    p->writing.start(
        [p, wish] {
            SessionRequest once = std::exchange(*wish, {}); // the credential ends with the opening
            p->loadPlaybooks(once.playbookFolders);
            return p->openWriting(once);
        },
        [p, answer](Expected<void> opened) {
            if (!opened) {
                answer(opened);
                return;
            }
            p->reading.start(
                [p] { return Journal::openReading(*p->vault, p->schema, p->clock, {timelineProjection()}); }, answer);
        },
        [](Casework& casework) { (void)casework.journal().signHeads(); }, signingInterval);
}

Session::Session(std::unique_ptr<Private> parts)
    : d(std::move(parts))
{
    listen();
    continueImports();
}

Session::~Session()
{
    d->finish();
}

void Session::listen()
{
    post(Lane::Write, [this](Casework& casework) {
        Journal& journal = casework.journal();
        journal.setListener([this, &journal](const Committed& change) {
            const bool isOfMembers = change.stream.isVault();
            const bool isImport = std::ranges::any_of(change.touched, [](const Committed::Touched& touched) {
                return touched.kind == Table<TimelineImport>::kind;
            });
            if (isImport) {
                deliver([this] { continueImports(); }); // also of files that came with another vault's changes
            }
            deliver([this, change, isOfMembers, roles = isOfMembers ? journal.roles() : Roles()] {
                if (isOfMembers) {
                    d->roles = roles;
                    Q_EMIT membersChanged();
                }
                Q_EMIT committed(change);
            });
        });
    });
}

void Session::setMoment(const Id& incident, std::optional<qint64> at)
{
    if (at == m_moment && (incident == m_momentOf || !at)) {
        return;
    }
    const Id of = at ? incident : m_momentOf;
    m_moment = at;
    m_momentOf = of;
    Q_EMIT momentChanged();
    Q_EMIT committed({.change = 0,
                      .stream = {of, Compartment::Team},
                      .hash = {},
                      .at = d->clock.now(),
                      .intent = u"session.moment"_s,
                      .touched = {}});
}

void Session::continueImports()
{
    post(Lane::Write, [this](Casework& casework) {
        // What fails here fails again, with its reason, where somebody imports or verifies.
        if (casework.journal().advance().value_or(false)) {
            deliver([this] { continueImports(); });
        }
    });
}

void Session::post(Lane lane, std::function<void(Casework&)> work)
{
    if (lane == Lane::Check && !d->isChecking) {
        d->isChecking = true;
        d->checking.start(
            [p = d.get()] { return Journal::openReading(*p->vault, p->schema, p->clock, {timelineProjection()}); },
            [p = d.get()](const Expected<void>& opened) {
                // Where a third connection cannot be had, the reading lane does it: slower, and not never.
                if (!opened) {
                    for (auto& waiting : p->checking.giveUp()) {
                        (void)p->reading.post(waiting);
                    }
                }
            });
    }
    LaneThread& thread = lane == Lane::Write ? d->writing : lane == Lane::Check ? d->checking : d->reading;
    if (!thread.post(work)) {
        (void)d->reading.post(work);
    }
}

void Session::postBeside(std::function<void()> work)
{
    d->beside.start(std::move(work));
}

void Session::deliver(std::function<void()> answer)
{
    QMetaObject::invokeMethod(this, std::move(answer), Qt::QueuedConnection);
}

QString Session::vaultName() const
{
    return d->vaultName;
}

QString Session::folder() const
{
    return d->folder;
}

Id Session::vaultId() const
{
    return d->vaultId;
}

Bytes Session::fingerprint() const
{
    return d->fingerprint;
}

Id Session::user() const
{
    return d->user;
}

QString Session::userName() const
{
    return d->userName;
}

Roles Session::roles() const
{
    return d->roles;
}

const Schema& Session::schema() const
{
    return d->schema;
}

const Playbooks& Session::playbooks() const
{
    return d->playbooks;
}

const Clock& Session::clock() const
{
    return d->clock;
}

QStringList Session::warnings() const
{
    return d->warnings;
}

bool Session::hasRecoveryCode() const
{
    return d->recoveryCode.size() > 0;
}

QString Session::recoveryCode() const
{
    return QString::fromUtf8(d->recoveryCode.view());
}

void Session::forgetRecoveryCode()
{
    d->recoveryCode = SecretBytes();
}

} // namespace bulkhead
