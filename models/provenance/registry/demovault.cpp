#include "models/provenance/registry/demo.h"
#include "models/provenance/registry/demotext.h"

#include <QCoreApplication>
#include <QDir>

namespace bulkhead::provenance {

using namespace Qt::StringLiterals;

namespace {
/// The passphrase is printed in the manual: more than the floor of Argon2id would only cost time.
constexpr double kdfSeconds = 0;

Credential credential()
{
    Credential result;
    result.passphrase = SecretBytes::copyOf(BytesView(demoPassphrase.data(), demoPassphrase.size()));
    return result;
}

Expected<void> addMembers(Journal& journal)
{
    const std::tuple<QString, Roles, QString> people[] = {
        {u"Jonas Weber"_s, Role::Engineering, u"jonas.weber"_s},
        {u"Priya Nair"_s, Role::Compliance, u"priya.nair"_s},
        {u"Helena Sørensen"_s, Role::Legal, u"helena.sorensen"_s},
        {u"Tomás Ribeiro"_s, Role::Communications, u"tomas.ribeiro"_s},
        {u"Mei Tan"_s, Role::CustomerSuccess, u"mei.tan"_s},
        {u"Ruth Klein"_s, Role::Deputy | Role::Scribe, u"ruth.klein"_s},
        {u"David Okafor"_s, Role::Executive, u"david.okafor"_s}};
    for (const auto& [name, roles, mailbox] : people) {
        TRY(const auto user, journal.vault().addUser(name, credential(), kdfSeconds));
        CHECK_OK(journal.enrol(user, roles, mailbox + "@tidewater.example"_L1));
    }
    return {};
}

Expected<Demo> fill(const QString& vaultFolder, const Playbooks& playbooks, const QString& folder,
                    const DemoProgress& progress, std::stop_token stop, const DemoAct& lastAct)
{
    const SystemClock present;
    constexpr qint64 lengthOfTheStory = 235 * 60'000;
    StoryClock story(present.now() - lengthOfTheStory);
    if (progress) {
        progress(DemoText::tr("Creating a vault with eight members"), 0);
    }
    NewVault wish;
    wish.name = u"Tidewater demonstration"_s;
    wish.userName = QString(demoUser);
    wish.credential = credential();
    wish.kdfSeconds = kdfSeconds;
    TRY(const auto vault, Vault::create(vaultFolder, wish, story));
    Schema schema;
    addIncidentTypes(schema);
    Member founder;
    founder.roles = Role::IncidentCommander | Role::Engineering | Role::Compliance | Role::Legal | Role::Scribe;
    founder.email = u"ana.moreno@tidewater.example"_s;
    TRY(const auto journal, Journal::open(*vault, schema, story, {timelineProjection()}, founder));
    CHECK_OK(addMembers(*journal));
    Casework casework(*journal);
    TRY(auto demo, buildDemo(casework, playbooks, folder, credential(), progress, stop, &story));
    if (lastAct) {
        CHECK_OK(lastAct(casework, demo.incident));
    }
    CHECK_OK(journal->signHeads());
    return demo;
}
} // namespace

Expected<Demo> createDemoVault(const QString& vaultFolder, const Playbooks& playbooks, const QString& folder,
                               const DemoProgress& progress, std::stop_token stop, const DemoAct& lastAct)
{
    const bool wasThere = QDir(vaultFolder).exists();
    auto demo = fill(vaultFolder, playbooks, folder, progress, stop, lastAct);
    if (!demo && !wasThere) {
        QDir(vaultFolder).removeRecursively();
    }
    return demo;
}

} // namespace bulkhead::provenance
