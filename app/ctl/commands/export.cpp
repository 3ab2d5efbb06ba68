#include "app/ctl/casefile.h"
#include "app/ctl/commands/groups.h"
#include "app/ctl/exportfile.h"
#include "app/ctl/json.h"
#include "app/ctl/progress.h"
#include "app/ctl/text.h"
#include "models/disclosure/pdf.h"
#include "models/incident/bundles.h"
#include "models/incident/counselaccess.h"

#include <QJsonDocument>

namespace bulkhead::ctl {

namespace {

using namespace Qt::StringLiterals;

Expected<QByteArray> rendered(const CaseFile& file, const QString& format, qint64 now)
{
    if (format == "pdf"_L1) {
        constexpr double pdfPoints = 8.5;
        return disclosure::portablePage({file.whole().toHtml(pdfPoints), file.number, {}, now, true});
    }
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
    CHECK_OK(mayLetLeave(desk->journal(), call.compartment()));
    TRY(const Id id, desk->casework().findIncident(call.argument(0)));
    TRY(CaseFile file, CaseFile::of(*desk, id));
    file.keepOnly(call.compartment());
    TRY(const QByteArray content, rendered(file, call.value("format"_L1), desk->journal().clock().now()));
    TRY(auto out, ExportFile::open(call, call.value("output"_L1)));
    CHECK_OK(out.write(content));
    TRY(const ExportFile::Written written, out.commit());
    if (!out.isStandardOutput()) {
        call.out().answer({{u"file"_s, written.path}, {u"sha256"_s, hex(written.sha256)}, {u"size"_s, written.size}},
                          Ctl::tr("%1 is written to %2, readable by you alone. It is not encrypted.\nSHA-256: %3")
                              .arg(file.number, written.path, hex(written.sha256)));
    }
    return Exit::Done;
}

QString importedText(const Casework& casework, const BundleImported& imported)
{
    QString text = Ctl::tr(
                       "Imported as %1: entries %2, of its timeline %3, pieces of material %4. The bundle itself is "
                       "evidence %5: every original change with its signature stays in it.\n")
                       .arg(casework.shownNumber(imported.incident))
                       .arg(imported.entities)
                       .arg(imported.history)
                       .arg(imported.material)
                       .arg(imported.evidence.text());
    if (!imported.leftOut.isEmpty()) {
        text += Ctl::tr("Left out, because your roles do not write it here: %1.\n").arg(imported.leftOut.join(", "_L1));
    }
    text += imported.isPinned ? Ctl::tr("It comes from the vault with the expected fingerprint.\n")
                              : Ctl::tr("It says that it comes from the vault with the fingerprint %1; nothing from "
                                        "elsewhere has shown that yet.\n")
                                    .arg(hex(imported.fingerprint));
    return text;
}

Expected<Exit> importIncident(Call& call)
{
    const Bytes expected = Bytes::fromHex(call.value("expect"_L1).toLatin1());
    if (call.has("expect"_L1) && expected.size() != 32) {
        return failure("usage.value"_L1, Ctl::tr("--expect takes a fingerprint of 64 hexadecimal digits."));
    }
    CHECK_OK(checkInput(call.argument(0)));
    TRY(const auto desk, call.open(Vault::Access::Write));
    Progress progress(call.out(), Ctl::tr("Importing"), Progress::Unit::Things);
    TRY(const BundleImported imported,
        importBundle(
            desk->casework(), {call.argument(0), expected}, [&](qint64 done, qint64 all) { progress.show(done, all); },
            call.stop()));
    CHECK_OK(desk->finish());
    call.out().answer({{u"id"_s, imported.incident.text()},
                       {u"number"_s, desk->casework().shownNumber(imported.incident)},
                       {u"evidence"_s, imported.evidence.text()},
                       {u"fingerprint"_s, hex(imported.fingerprint)},
                       {u"trust"_s, imported.isPinned ? u"pinned"_s : u"unpinned"_s},
                       {u"entries"_s, imported.entities},
                       {u"history"_s, imported.history},
                       {u"material"_s, imported.material},
                       {u"left_out"_s, QJsonArray::fromStringList(imported.leftOut)}},
                      importedText(desk->casework(), imported));
    return Exit::Done;
}

} // namespace

Commands exportCommands()
{
    return {
        {.path = {u"incident"_s, u"import"_s},
         .summary = Ctl::tr("Takes an incident of another vault from a bundle."),
         .detail = Ctl::tr("The bundle is verified first and becomes evidence of the incident, so that who wrote what "
                           "stays provable: \"evidence extract\" gives it back, \"verify\" checks it. The entries are "
                           "copied as they stood when it was exported, written by you in the bundle's name; what its "
                           "timeline said is kept with the hash of each change. It is a copy: later work in the other "
                           "vault does not follow. What your roles do not write is left out and named."),
         .arguments = {{u"BUNDLE"_s, Ctl::tr("A file that \"incident export --format bundle\" wrote.")}},
         .options = {{.name = u"expect"_s,
                      .value = u"FINGERPRINT"_s,
                      .help = Ctl::tr("The fingerprint of the vault that it must come from."),
                      .alias = u"trust"_s}},
         .examples = {u"bulkheadctl --vault ~/acme.vault incident import inc-0001.zip --expect 3f7a…"_s},
         .answer = u"id, number, evidence, fingerprint, trust, entries, history, material, left_out[]"_s,
         .run = importIncident},
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
                      .choices = {u"json"_s, u"md"_s, u"html"_s, u"pdf"_s, u"bundle"_s}},
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
