#include "ui/provenance/sample.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QMimeData>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {
struct SampleWords
{
    Q_DECLARE_TR_FUNCTIONS(bulkhead::Sample)
};

} // namespace

QString Sample::name() const
{
    return QFileInfo(path).fileName();
}

QString Sample::title() const
{
    return isPasted() ? SampleWords::tr("Pasted text") : name();
}

qint64 Sample::size() const
{
    return isPasted() ? bytes.size() : QFileInfo(path).size();
}

Expected<std::unique_ptr<QIODevice>> Sample::open() const
{
    if (isPasted()) {
        auto buffer = std::make_unique<QBuffer>();
        buffer->setData(bytes);
        buffer->open(QIODevice::ReadOnly);
        return buffer;
    }
    auto file = std::make_unique<QFile>(path);
    if (QFileInfo(path).isDir() || !file->open(QIODevice::ReadOnly)) {
        return failure(
            "provenance.no-file"_L1,
            SampleWords::tr("“%1” could not be read: %2. Check that it is a file and that you may open it.")
                .arg(name(), QFileInfo(path).isDir() ? SampleWords::tr("it is a folder") : file->errorString()));
    }
    return file;
}

QStringList Sample::pathsIn(const QMimeData* data)
{
    QStringList paths;
    const QList<QUrl> urls = data != nullptr ? data->urls() : QList<QUrl>();
    for (const QUrl& url : urls) {
        if (url.isLocalFile()) {
            paths.append(url.toLocalFile());
        }
    }
    return paths;
}

Expected<Sample> Sample::from(const QMimeData* data)
{
    if (const QStringList paths = pathsIn(data); !paths.isEmpty()) {
        return Sample{paths.front(), {}};
    }
    if (data != nullptr && data->hasText() && !data->text().trimmed().isEmpty()) {
        return Sample{{}, data->text().toUtf8()};
    }
    return failure(
        "provenance.nothing-to-paste"_L1,
        SampleWords::tr("The clipboard holds neither text nor a file. Copy the leaked rows or the file first, then "
                        "paste again."));
}

} // namespace bulkhead
