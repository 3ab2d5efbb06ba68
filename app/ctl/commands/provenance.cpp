#include "app/ctl/commands/provenance.h"

#include "app/ctl/commands/groups.h"
#include "app/ctl/json.h"
#include "app/ctl/text.h"

namespace bulkhead::ctl {

namespace {

using namespace Qt::StringLiterals;

QString basisId(provenance::Column::Basis basis)
{
    switch (basis) {
    case provenance::Column::Basis::Nothing:
        return u"nothing"_s;
    case provenance::Column::Basis::Header:
        return u"header"_s;
    case provenance::Column::Basis::Values:
        return u"values"_s;
    case provenance::Column::Basis::Given:
        return u"given"_s;
    }
    return {};
}

const std::map<QString, provenance::Encoding> encodings{{u"utf-8"_s, provenance::Encoding::Utf8},
                                                        {u"utf-16le"_s, provenance::Encoding::Utf16Le},
                                                        {u"utf-16be"_s, provenance::Encoding::Utf16Be},
                                                        {u"windows-1252"_s, provenance::Encoding::Windows1252}};

} // namespace

Expected<std::vector<provenance::ColumnMapping>> mappingsOf(const Call& call)
{
    std::vector<provenance::ColumnMapping> mappings;
    for (const QString& text : call.values("map"_L1)) {
        TRY(auto mapping, provenance::parseMapping(text));
        mappings.push_back(std::move(mapping));
    }
    return mappings;
}

Expected<provenance::ReadOptions> readOptionsOf(const Call& call)
{
    provenance::ReadOptions options;
    if (call.has("header"_L1)) {
        options.header = call.value("header"_L1) == "yes"_L1;
    }
    if (call.has("delimiter"_L1)) {
        const QString text = call.value("delimiter"_L1) == "tab"_L1 ? u"\t"_s : call.value("delimiter"_L1);
        if (text.size() != 1 || text.front().unicode() > 0x7f) {
            return failure("usage.value"_L1, Ctl::tr("--delimiter is one ASCII character, or \"tab\"."));
        }
        options.delimiter = text.front().toLatin1();
        options.layout = provenance::Layout::Table;
    }
    if (call.has("format"_L1)) {
        options.format = provenance::formatFromId(call.value("format"_L1));
    }
    if (const auto found = encodings.find(call.value("encoding"_L1)); found != encodings.end()) {
        options.encoding = found->second;
    }
    return options;
}

std::vector<Option> readOptions()
{
    QStringList names;
    for (const auto& [name, encoding] : encodings) {
        names.append(name);
    }
    return {mapOption(),
            {.name = u"format"_s,
             .value = u"F"_s,
             .help = Ctl::tr("What the file is (default: found by its content). Plain is a table or text."),
             .choices = {u"plain"_s, u"json"_s, u"sql"_s, u"xlsx"_s, u"vcard"_s, u"ldif"_s, u"archive"_s,
                         u"compressed"_s, u"pdf"_s, u"media"_s}},
            {.name = u"header"_s,
             .value = u"YES"_s,
             .help = Ctl::tr("Whether the first row names the columns (default: found out)."),
             .choices = {u"yes"_s, u"no"_s}},
            {.name = u"delimiter"_s,
             .value = u"C"_s,
             .help = Ctl::tr("What stands between cells: a character, or \"tab\" (default: found out).")},
            {.name = u"encoding"_s,
             .value = u"E"_s,
             .help = Ctl::tr("How the text is encoded (default: found out)."),
             .choices = names}};
}

QJsonObject columnJson(const provenance::Column& column, quint64 filled, quint64 usable)
{
    return {{u"name"_s, column.name},
            {u"meaning"_s, provenance::meaningId(column.meaning)},
            {u"basis"_s, basisId(column.basis)},
            {u"filled"_s, static_cast<qint64>(filled)},
            {u"usable"_s, static_cast<qint64>(usable)}};
}

QJsonArray unreadableJson(const std::vector<provenance::Unreadable>& rows)
{
    QJsonArray array;
    for (const provenance::Unreadable& one : rows) {
        array.append(QJsonObject{{u"row"_s, static_cast<qint64>(one.row)},
                                 {u"offset"_s, one.offset},
                                 {u"reason"_s, provenance::unreadableReasonId(one.reason)},
                                 {u"message"_s, provenance::unreadableReasonText(one.reason)}});
    }
    return array;
}

QJsonArray copiesJson(const provenance::Answer& answer)
{
    QJsonArray array;
    for (const provenance::CopyTrace& trace : answer.copies) {
        const provenance::CopyName& name = answer.copyNames.at(trace.copy);
        array.append(QJsonObject{{u"id"_s, trace.copy.text()},
                                 {u"name"_s, name.name},
                                 {u"recipient"_s, name.recipient},
                                 {u"data_set"_s, name.dataSet.isNull() ? QString() : name.dataSet.text()},
                                 {u"made"_s, isoTime(name.madeAt)},
                                 {u"marked_rows"_s, static_cast<qint64>(trace.markedRows)},
                                 {u"distinct_marks"_s, static_cast<qint64>(trace.distinctMarks)},
                                 {u"canary_rows"_s, static_cast<qint64>(trace.canaryRows)},
                                 {u"canaries"_s, static_cast<qint64>(trace.canaries)},
                                 {u"planted"_s, static_cast<qint64>(trace.planted)},
                                 {u"certainty"_s, static_cast<qint64>(trace.certainty)},
                                 {u"named"_s, trace.isNamed}});
    }
    return array;
}

QString copiesText(const provenance::Answer& answer)
{
    QString text;
    for (const provenance::CopyTrace& trace : answer.copies) {
        const provenance::CopyName& name = answer.copyNames.at(trace.copy);
        const QString found = Ctl::tr("marked rows: %1, canaries: %2 of %3")
                                  .arg(trace.markedRows)
                                  .arg(trace.canaries)
                                  .arg(trace.planted);
        text += trace.isNamed
            ? Ctl::tr("From the copy \"%1\" for %2, made %3 (%4; by chance in fewer than one sample of 10^%5).\n")
                  .arg(name.name, name.recipient, shownTime(name.madeAt), found)
                  .arg(trace.certainty)
            : Ctl::tr("Perhaps from the copy \"%1\" for %2 (%3), but chance is not excluded.\n")
                  .arg(name.name, name.recipient, found);
    }
    return text;
}

} // namespace bulkhead::ctl
