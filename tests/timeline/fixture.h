#pragma once

#include "incident/desk.h"
#include "models/timeline/importer.h"

#include <QBuffer>

namespace bulkhead::test {

inline const timeline::Presets& ourPresets()
{
    static const timeline::Presets presets = must(
        timeline::Presets::load({QStringLiteral(BULKHEAD_SOURCE_DIR "/resources/imports")}));
    return presets;
}

inline Expected<timeline::Imported> importBytes(Desk& desk, const Id& incident, const QByteArray& file,
                                                timeline::ImportWish wish = {})
{
    if (wish.fileName.isEmpty()) {
        wish.fileName = QStringLiteral("file");
    }
    QBuffer buffer;
    buffer.setData(file);
    (void)buffer.open(QIODevice::ReadOnly);
    TRY(auto prepared, timeline::prepareImport(desk.casework(), incident, buffer, ourPresets(), wish));
    TRY(auto imported, timeline::commitImport(desk.casework(), std::move(prepared)));
    for (bool more = true; more;) {
        TRY(more, desk.journal().advance());
    }
    return imported;
}

inline std::vector<TimelineRow> observationRows(Desk& desk, const Id& incident, const QString& text = {})
{
    TimelineQuery query;
    query.text = text;
    query.withPosted = false;
    return must(desk->timeline(incident, query));
}

} // namespace bulkhead::test
