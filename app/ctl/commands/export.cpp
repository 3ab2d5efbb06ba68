#include "app/ctl/casefile.h"
#include "app/ctl/commands/groups.h"
#include "app/ctl/exportfile.h"
#include "app/ctl/json.h"
#include "app/ctl/progress.h"
#include "app/ctl/text.h"
#include "models/incident/bundles.h"

#include <QJsonDocument>

namespace bulkhead::ctl {

namespace {

using namespace Qt::StringLiterals;

QByteArray rendered(const CaseFile& file, const QString& format)
{
    if (format == "md"_L1) {
        return file.whole().toMarkdown().toUtf8();
    }
    if (format == "html"_L1) {
        return file.whole().toHtml().toUtf8();
    }
    return QJsonDocument(file.toWholeJson()).toJson(QJsonDocument::Indented);
}

/// For writing, so that heads are signed and the export is noted; beside a window that writes, only for reading.
Expected<std::unique_ptr<Desk>> openForExport(const Call& call)
{
    auto desk = call.open(Vault::Access::Write);
    if (desk || !(desk.error().is("vault.locked"_L1) || desk.error().is("vault.read-only"_L1))) {
        return desk;
    }
    call.out().note(Ctl::tr("The vault is in use, so the export is not noted in it, and changes that are not signed "
                            "yet (of the last minute) are left out."));
    return call.open(Vault::Access::Read);
}

Expected<Exit> exportAsBundle(Call& call)
{
    const QString path = call.value("output"_L1);
    if (path == "-"_L1) {
        return failure("usage.value"_L1, Ctl::tr("A bundle is written to a file, so that its hash can be noted."));
    }
    TRY(const auto desk, openForExport(call));
    TRY(const Id id, desk->casework().findIncident(call.argument(0)));
    Progress progress(call.out(), Ctl::tr("Packing evidence"));
    TRY(const BundleWritten written,
        exportBundle(
            desk->casework(), {.incident = id, .withCounsel = call.compartment() == Compartment::Counsel, .path = path},
            [&](qint64 done, qint64 all) { progress.show(done, all); }, call.stop()));
    CHECK_OK(desk->finish());
    const QString fingerprint = hex(desk->journal().fingerprint());
    call.out().answer(
        {{u"file"_s, path},
         {u"sha256"_s, hex(written.sha256)},
         {u"size"_s, written.size},
         {u"changes"_s, written.changes},
         {u"material"_s, static_cast<qint64>(written.material.size())},
         {u"fingerprint"_s, fingerprint}},
        Ctl::tr("%1 is written to %2, readable by you alone. It is not encrypted: names of members, the whole history "
                "and the evidence in it are readable to whoever has it.\n"
                "SHA-256: %3\n"
                "Fingerprint of the vault, for the covering letter: %4\n"
                "The recipient checks it with: bulkheadctl verify FILE --expect FINGERPRINT")
            .arg(desk->casework().shownNumber(id), path, hex(written.sha256), fingerprint));
    return Exit::Done;
}

Expected<Exit> exportIncident(Call& call)
{
    if (call.value("format"_L1) == "bundle"_L1) {
        return exportAsBundle(call);
    }
    TRY(const auto desk, call.open(Vault::Access::Read));
    TRY(const Id id, desk->casework().findIncident(call.argument(0)));
    TRY(CaseFile file, CaseFile::of(*desk, id));
    file.keepOnly(call.compartment());
    TRY(auto out, ExportFile::open(call, call.value("output"_L1)));
    CHECK_OK(out.write(rendered(file, call.value("format"_L1))));
    TRY(const ExportFile::Written written, out.commit());
    if (!out.isStandardOutput()) {
        call.out().answer({{u"file"_s, written.path}, {u"sha256"_s, hex(written.sha256)}, {u"size"_s, written.size}},
                          Ctl::tr("%1 is written to %2, readable by you alone. It is not encrypted.\nSHA-256: %3")
                              .arg(file.number, written.path, hex(written.sha256)));
    }
    return Exit::Done;
}

} // namespace

Commands exportCommands()
{
    return {
        {.path = {u"incident"_s, u"export"_s},
         .summary = Ctl::tr("Writes a whole incident for people or programs, outside the vault."),
         .detail = Ctl::tr("The file is new, in the clear, and readable by you alone. What stands in the counsel "
                           "compartment is left out unless that compartment is asked for.\n\n"
                           "A bundle is a zip file with the whole signed history of the incident, the vault's list of "
                           "members and devices, the keys that open both, and the evidence in the clear: whoever "
                           "receives it checks all of it with \"bulkheadctl verify\" and no vault. It is readable "
                           "material. With --compartment counsel it holds both compartments; only Legal may ask for "
                           "it. That it left is noted in the chain of custody of each piece of evidence."),
         .arguments = {{u"ID"_s, Ctl::tr("Number (INC-0007), id or the beginning of it.")}},
         .options = {{.name = u"format"_s,
                      .value = u"F"_s,
                      .help = Ctl::tr("In which form."),
                      .isRequired = true,
                      .choices = {u"json"_s, u"md"_s, u"html"_s, u"bundle"_s}},
                     {.name = u"output"_s,
                      .value = u"FILE"_s,
                      .help = Ctl::tr("A new file, or - for standard output."),
                      .isRequired = true,
                      .letter = u'o'},
                     compartmentOption()},
         .examples = {u"bulkheadctl --vault ~/acme.vault incident export INC-0001 --format html -o incident.html"_s,
                      u"bulkheadctl --vault ~/acme.vault incident export INC-0001 --format bundle -o inc-0001.zip"_s},
         .answer = u"file, sha256, size; of a bundle also changes, material, fingerprint"_s,
         .run = exportIncident},
    };
}

} // namespace bulkhead::ctl
