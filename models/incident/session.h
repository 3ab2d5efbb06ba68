#pragma once

#include "models/incident/casework.h"
#include "models/vault/secretstore.h"

#include <QObject>
#include <QPointer>
#include <QThread>

#include <functional>
#include <memory>

namespace bulkhead {

/// What a session is opened with.
struct SessionRequest
{
    QString folder;
    Credential credential;
    std::shared_ptr<SecretStore> keyring = {}; ///< asked for what opens the vault, in place of `credential`
    std::optional<NewVault> create = {};       ///< makes the vault first (its credential is `create->credential`)
    Roles founderRoles = {};
    QString founderEmail = {};
    QStringList playbookFolders = {}; ///< empty: ours and the organisation's
};

/// An unlocked vault for a window: a writing lane and a reading lane, each a thread with a Journal and connection of
/// its own, so that the window never waits. Lives on the GUI thread; destroyed = locked (heads signed, WAL truncated,
/// keys wiped). Jobs that were submitted are finished first.
class Session : public QObject
{
    Q_OBJECT

public:
    /// Opens on a thread (stretching a passphrase takes a second) and calls back on `context`'s thread, unless it is
    /// gone.
    static void open(QObject* context, SessionRequest request,
                     std::function<void(Expected<std::shared_ptr<Session>>)> done);
    ~Session() override;

    [[nodiscard]] QString vaultName() const;
    [[nodiscard]] QString folder() const;
    [[nodiscard]] Id vaultId() const;
    [[nodiscard]] Bytes fingerprint() const;
    [[nodiscard]] Id user() const;
    [[nodiscard]] QString userName() const;
    [[nodiscard]] Roles roles() const; ///< as last folded
    [[nodiscard]] const Schema& schema() const;
    [[nodiscard]] const Playbooks& playbooks() const;
    [[nodiscard]] const Clock& clock() const;
    [[nodiscard]] QStringList warnings() const;
    /// Printed once for a vault that this session created; empty afterwards (call `forgetRecoveryCode`).
    [[nodiscard]] QString recoveryCode() const;
    [[nodiscard]] bool hasRecoveryCode() const;
    void forgetRecoveryCode();

    /// Runs `work(Casework&) -> Expected<T>` on the writing lane, then `done(Expected<T>)` on `context`'s thread, if
    /// `context` still lives. Order is kept.
    template<typename Work, typename Done> void write(QObject* context, Work work, Done done)
    {
        if (moment()) {
            using Answer = std::invoke_result_t<Work&, Casework&>;
            deliver([guard = QPointer<QObject>(context), done = std::make_shared<Done>(std::move(done)),
                     error = Casework::pastError()] {
                if (guard) {
                    (*done)(Answer(std::unexpected(error)));
                }
            });
            return;
        }
        submit(Lane::Write, context, std::move(work), std::move(done));
    }
    /// The same whatever moment is being looked at: for work that was begun before, such as an import.
    template<typename Work, typename Done> void finishWriting(QObject* context, Work work, Done done)
    {
        submit(Lane::Write, context, std::move(work), std::move(done));
    }
    /// The same on the reading lane; sees everything whose `committed` was delivered.
    template<typename Work, typename Done> void read(QObject* context, Work work, Done done)
    {
        submit(Lane::Read, context, std::move(work), std::move(done));
    }
    /// The same on a reading lane of its own, for what reads the whole vault and takes minutes.
    template<typename Work, typename Done> void check(QObject* context, Work work, Done done)
    {
        submit(Lane::Check, context, std::move(work), std::move(done));
    }
    /// Runs `work() -> T` on a thread of its own beside the lanes, then `done(T)` as above: for long work that needs no
    /// journal, such as matching a sample against a RegistrySnapshot.
    template<typename Work, typename Done> void run(QObject* context, Work work, Done done)
    {
        QPointer<QObject> guard(context);
        auto shared = std::make_shared<std::pair<Work, Done>>(std::move(work), std::move(done));
        postBeside([this, guard, shared] {
            auto answer = std::make_shared<std::invoke_result_t<Work&>>(shared->first());
            deliver([guard, shared, answer] {
                if (guard) {
                    shared->second(std::move(*answer));
                }
            });
        });
    }

    /// \name Time travel: while a moment is set, everything that is read of that incident is as it was then
    /// (`Casework::asOf`), and nothing is written (`incident.is-past`). Pages are told as if something had been
    /// committed, and read again.
    ///@{
    void setMoment(const Id& incident, std::optional<qint64> at);
    [[nodiscard]] const std::optional<qint64>& moment() const { return m_moment; }
    ///@}

Q_SIGNALS:
    /// The moment was set, moved or left.
    void momentChanged();
    /// After each commit of the writing lane, on the GUI thread.
    void committed(const bulkhead::Committed& change);
    void membersChanged();

private:
    enum class Lane { Write, Read, Check };
    struct Private;
    explicit Session(std::unique_ptr<Private> d);

    void post(Lane lane, std::function<void(Casework&)> work);
    /// Goes on with rows of imported files that an earlier session left, a portion at a time between other writes.
    void continueImports();
    void postBeside(std::function<void()> work);
    void deliver(std::function<void()> answer); ///< to the session's thread; safe on any
    void listen();

    template<typename Work, typename Done> void submit(Lane lane, QObject* context, Work work, Done done)
    {
        QPointer<QObject> guard(context);
        // Work and its answer may be move-only: shared_ptr makes them fit into std::function.
        auto shared = std::make_shared<std::pair<Work, Done>>(std::move(work), std::move(done));
        const std::optional<qint64> at = lane == Lane::Read ? m_moment : std::nullopt;
        post(lane, [this, guard, shared, at, incident = m_momentOf](Casework& casework) {
            using Answer = std::invoke_result_t<Work&, Casework&>;
            const auto ask = [&]() -> Answer {
                if (!at) {
                    return shared->first(casework);
                }
                auto past = casework.asOf(incident, *at);
                if constexpr (std::is_constructible_v<Answer, std::unexpected<Error>>) {
                    return past ? shared->first(*past) : Answer(std::unexpected(past.error()));
                } else {
                    return shared->first(past ? *past : casework);
                }
            };
            auto answer = std::make_shared<Answer>(ask());
            deliver([guard, shared, answer] {
                if (guard) {
                    shared->second(std::move(*answer));
                }
            });
        });
    }

    std::unique_ptr<Private> d;
    std::optional<qint64> m_moment;
    Id m_momentOf;
};

} // namespace bulkhead

Q_DECLARE_METATYPE(bulkhead::Committed)
