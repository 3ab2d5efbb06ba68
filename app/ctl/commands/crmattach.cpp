#include "app/ctl/commands/crmdesk.h"
#include "app/ctl/commands/disclosing.h"
#include "app/ctl/text.h"
#include "models/base/digest.h"
#include "models/crm/sync/connecting.h"
#include "models/crm/sync/files.h"

namespace bulkhead::ctl {

namespace {

using namespace Qt::StringLiterals;

/// An approved notice becomes a file beside the incident's record; exporting it is written down as ever.
Expected<Exit> attachToCrm(Call& call)
{
    TRY(const auto mappings, crm::Mappings::load());
    TRY(auto drawn, openDraft(call, Vault::Access::Write));
    Desk& desk = *drawn.drawer.desk;
    TRY(const auto connector, crm::Synchronising(desk.casework(), mappings).connector(call.value("connector"_L1)));
    const crm::Mapping* mapping = mappings.find(connector.value.system);
    if (!mapping) {
        return failure("crm.mapping"_L1, Ctl::tr("There is no mapping for \"%1\".").arg(connector.value.system));
    }
    auto drafting = drawn.drawer.drafting();
    TRY(const auto picture, drafting.picture(drawn.id));
    TRY(const auto version, disclosure::Drafting::approved(picture));
    const QString format = call.value("format"_L1, u"pdf"_s);
    TRY(const auto outgoing, drafting.outgoing(picture, version.value.number, call.has("redacted"_L1)));
    TRY(const auto bytes, disclosure::exported(outgoing, format));
    const QString name = outgoing.title + u'.' + format;
    crm::FileSync files(desk.casework());
    TRY(const auto start, files.start(connector, *mapping, {.entity = version.id, .name = name, .content = bytes}));
    const QJsonObject answer{{u"file"_s, name},
                             {u"sha256"_s, QString::fromLatin1(sha256(bytes).toHex())},
                             {u"version"_s, version.value.number},
                             {u"there"_s, start.isThere()}};
    if (start.isThere() || call.has("dry-run"_L1)) {
        call.out().answer(
            answer, start.isThere() ? Ctl::tr("It is attached already.") : Ctl::tr("%1 would be attached.").arg(name));
        return Exit::Done;
    }
    TRY(const auto connection,
        crm::connectionFor(connector, mappings, desk.vault(), desk.casework().journal().clock()));
    CHECK_OK(drafting.noteExport(picture, outgoing.title, format, sha256(bytes)));
    TRY(const auto written, crm::FileSync::send(start, *connection, call.stop()));
    CHECK_OK(files.finish(start, written));
    CHECK_OK(desk.finish());
    call.out().answer(answer, Ctl::tr("%1 stands beside the incident's record.").arg(name));
    return Exit::Done;
}
} // namespace

Commands crmAttachCommands()
{
    return {{.path = {u"crm"_s, u"attach"_s},
             .summary = Ctl::tr("Attaches an approved disclosure to the incident's record in a CRM, once."),
             .detail = Ctl::tr("The newest version, approved and not edited since, not privileged. The incident has to "
                               "be fully released to the connector, and its mapping to let disclosures leave."),
             .arguments = {{u"DISCLOSURE"_s, Ctl::tr("Its id, or the beginning of it.")}},
             .options = {crmConnectorOption(),
                         {.name = u"format"_s,
                          .value = u"F"_s,
                          .help = Ctl::tr("How it is written (default: pdf)."),
                          .choices = disclosure::exportFormats()},
                         {.name = u"redacted"_s, .value = {}, .help = Ctl::tr("Without its redactions.")},
                         {.name = u"dry-run"_s, .value = {}, .help = Ctl::tr("Only say what would be attached.")}},
             .examples = {u"bulkheadctl --vault ~/acme.vault crm attach 0198b --connector sf-prod"_s},
             .answer = u"file, sha256, version, there"_s,
             .run = attachToCrm}};
}

} // namespace bulkhead::ctl
