#pragma once

#include "models/incident/importedrow.h"
#include "models/timeline/instants.h"
#include "models/timeline/rowsource.h"

#include <QHash>

#include <optional>

namespace bulkhead::timeline {

/// What a column says to the timeline. Order and names are part of the command line and of stored imports.
enum class Meaning : quint8 { Attribute, Time, Offset, Seen, Note, Source, Tag, Link, LeaveOut };
[[nodiscard]] QString meaningId(Meaning meaning);
[[nodiscard]] std::optional<Meaning> meaningFromId(QStringView id);
[[nodiscard]] QStringList meaningIds();
/// For people, translated.
[[nodiscard]] QString meaningName(Meaning meaning);

/// A column that a person, or the program, has given a meaning.
struct ColumnMeaning
{
    QString column;
    Meaning meaning = Meaning::Attribute;

    bool operator==(const ColumnMeaning&) const = default;
};

/// What a person has to say before a file can be read.
struct ReadingChoices
{
    QString zone = {}; ///< for times without an offset
    DateOrder order = DateOrder::Unknown;
    std::vector<ColumnMeaning> columns = {}; ///< win over the preset's
};

/// Columns that look like a time, a text, a source, by their names; for a file that no preset knows.
[[nodiscard]] std::vector<ColumnMeaning> guessedMeanings(const QStringList& columns);
/// What the preset makes of the columns, as far as that can be said column by column.
[[nodiscard]] std::vector<ColumnMeaning> presetMeanings(const Preset& preset, const QStringList& columns);

/// Makes rows of the timeline of a file's rows. Confined to one thread.
class RowMaker
{
public:
    static constexpr qsizetype maxRowOctets = 256 << 10; ///< of all texts: what still fits into a change

    /// `preset` null: only what `choices` say.
    RowMaker(const Preset* preset, ReadingChoices choices);

    struct Made
    {
        ImportedRow row;
        QString reason; ///< empty: good
        QString detail;
        bool disagrees = false; ///< the file says the time twice, and differently
    };
    [[nodiscard]] Made make(const RowSource& source);
    /// No column is a time: nothing can be read.
    [[nodiscard]] bool hasTime(const QStringList& columns) const;

private:
    void prepare(const QStringList& columns);
    [[nodiscard]] QString cell(const RowSource& source, const QString& column) const;
    [[nodiscard]] ReadInstant instant(const RowSource& source, QString& written);
    void texts(const RowSource& source, ImportedRow& row) const;
    void attributes(const RowSource& source, ImportedRow& row) const;

    const Preset* m_preset;
    ReadingChoices m_choices;
    InstantReader m_reader;
    InstantReader m_utc{QStringLiteral("UTC")};
    QHash<QString, qsizetype> m_places; ///< by lower-case name
    std::vector<Meaning> m_meanings;    ///< by column
    qsizetype m_prepared = 0;
};

/// Tags as files write them: "a,b", "a|b", "a;b", ["a", "b"], ['a', 'b'], or one.
[[nodiscard]] QStringList tagsOf(const QString& text);

} // namespace bulkhead::timeline
