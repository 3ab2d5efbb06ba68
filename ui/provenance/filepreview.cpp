#include "ui/provenance/filepreview.h"

#include "models/provenance/record.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {
struct PreviewWords
{
    Q_DECLARE_TR_FUNCTIONS(bulkhead::FilePreview)
};

QString encodingName(provenance::Encoding encoding)
{
    switch (encoding) {
    case provenance::Encoding::Utf8:
        return u"UTF-8"_s;
    case provenance::Encoding::Utf16Le:
    case provenance::Encoding::Utf16Be:
        return u"UTF-16"_s;
    case provenance::Encoding::Windows1252:
        return u"Windows-1252"_s;
    }
    return {};
}

QString dialectText(const provenance::Dialect& dialect)
{
    if (dialect.layout == provenance::Layout::Text) {
        return PreviewWords::tr("Running text in %1: values are searched line by line.")
            .arg(encodingName(dialect.encoding));
    }
    const QString separator = dialect.delimiter == '\t' ? PreviewWords::tr("tabs")
                                                        : QString(QLatin1Char(dialect.delimiter));
    return dialect.header ? PreviewWords::tr("A table in %1, separated by %2, with a header.")
                                .arg(encodingName(dialect.encoding), separator)
                          : PreviewWords::tr("A table in %1, separated by %2, without a header.")
                                .arg(encodingName(dialect.encoding), separator);
}
} // namespace

Expected<FilePreview> previewOf(const Sample& sample)
{
    TRY(const auto device, sample.open());
    provenance::DeviceSource source(*device);
    TRY(const auto reader, provenance::TableReader::open(source));
    TRY(const auto columns, provenance::columnsOf(*reader, {}));
    std::vector<QStringList> rows;
    for (const auto& row : reader->sample()) {
        QStringList cells;
        for (const std::string& cell : row) {
            cells += QString::fromStdString(cell);
        }
        rows.push_back(std::move(cells));
    }
    FilePreview preview;
    const QString format = reader->formatDescription();
    preview.dialect = format.isEmpty() ? dialectText(reader->dialect()) : PreviewWords::tr("Read as %1.").arg(format);
    preview.rows = static_cast<int>(rows.size());
    const auto examples = maskedExamples(columns, rows);
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const auto filled = std::ranges::count_if(rows, [place = static_cast<qsizetype>(i)](const QStringList& row) {
            return place < row.size() && !row[place].trimmed().isEmpty();
        });
        preview.lines.push_back({columns[i], static_cast<quint64>(filled), 0, examples[i]});
    }
    return preview;
}

} // namespace bulkhead
