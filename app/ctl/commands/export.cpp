#include "app/ctl/casefile.h"
#include "app/ctl/commands/groups.h"
#include "app/ctl/exportfile.h"
#include "app/ctl/text.h"

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

Expected<Exit> exportIncident(Call& call)
{
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
                           "compartment is left out unless that compartment is asked for."),
         .arguments = {{u"ID"_s, Ctl::tr("Number (INC-0007), id or the beginning of it.")}},
         .options = {{.name = u"format"_s,
                      .value = u"F"_s,
                      .help = Ctl::tr("In which form."),
                      .isRequired = true,
                      .choices = {u"json"_s, u"md"_s, u"html"_s}},
                     {.name = u"output"_s,
                      .value = u"FILE"_s,
                      .help = Ctl::tr("A new file, or - for standard output."),
                      .isRequired = true,
                      .letter = u'o'},
                     compartmentOption()},
         .examples = {u"bulkheadctl --vault ~/acme.vault incident export INC-0001 --format html -o incident.html"_s},
         .answer = u"file, sha256, size"_s,
         .run = exportIncident},
    };
}

} // namespace bulkhead::ctl
