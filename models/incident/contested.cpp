#include "models/incident/contested.h"

#include "models/incident/sentences.h"

#include <QCoreApplication>

namespace bulkhead {

namespace {
Expected<std::vector<ContestedField::Side>> sidesOf(const Journal& journal, Narrator& narrator, const Field& field,
                                                    const Cell& cell)
{
    std::vector<ContestedField::Side> sides;
    for (const Write& write : cell.writes) {
        TRY(const auto change, journal.change(write.change));
        sides.push_back({write.value, narrator.shown(field, write.value), change ? change->authorName : QString(),
                         write.clock.ms()});
    }
    return sides;
}
} // namespace

Expected<std::vector<ContestedField>> contestedFields(const Casework& casework, const Id& incident)
{
    const Journal& journal = casework.journal();
    std::vector<ContestedField> result;
    // One device cannot contradict itself.
    if (journal.devices().size() < 2) {
        return result;
    }
    TRY(const auto numbers, casework.numbers());
    Narrator narrator(journal);
    for (const auto& [kind, type] : journal.schema().types()) {
        TRY(const auto records, incident.isNull() ? journal.records(kind) : journal.records(incident, kind));
        for (const Record& record : records) {
            if (!record.isContested()) {
                continue;
            }
            for (const auto& [number, cell] : record.cells) {
                const Field* field = journal.schema().field(fieldId(kind, number));
                if (!field || !cell.isContested()) {
                    continue;
                }
                ContestedField one{.entity = record.entity,
                                   .kind = kind,
                                   .stream = record.stream,
                                   .field = number,
                                   .name = QString::fromLatin1(field->name),
                                   .label = QCoreApplication::translate("Field", field->label),
                                   .what = QCoreApplication::translate("Entity", type.label),
                                   .title = narrator.titleOf(record.entity),
                                   .number = {},
                                   .sides = {}};
                if (const auto shown = numbers.find(record.stream.incident); shown != numbers.end()) {
                    one.number = shown->second;
                }
                TRY(one.sides, sidesOf(journal, narrator, *field, cell));
                result.push_back(std::move(one));
            }
        }
    }
    return result;
}

} // namespace bulkhead
