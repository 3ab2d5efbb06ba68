#pragma once

#include "models/base/error.h"

#include <QStringList>

#include <optional>
#include <vector>

namespace bulkhead::timeline {

/// How the rows of a file are found.
enum class Container : quint8 {
    Table,     ///< delimited text with a header
    JsonLines, ///< an object a line
    Json,      ///< one document: an array of objects, or an object with one ("results", "value", "records")
    AccessLog, ///< NCSA common or combined
};

/// A text made of a row's columns: "{EVENT_TYPE}[ by {USER_NAME|USER_ID}]". {a|b} is the first of the columns that is
/// filled; what stands in [brackets] is left out where none of its columns is.
class RowText
{
public:
    /// `preset.invalid` names the character.
    [[nodiscard]] static Expected<RowText> parse(const QString& text);
    [[nodiscard]] bool isEmpty() const { return m_parts.empty(); }
    [[nodiscard]] QStringList columns() const;
    /// `valueOf(name)` gives a column's text, empty where the row has none.
    template<typename ValueOf> [[nodiscard]] QString make(ValueOf valueOf) const
    {
        QString result;
        for (const Part& part : m_parts) {
            QString piece;
            bool isFilled = false;
            bool hasColumns = false;
            for (const Piece& one : part.pieces) {
                if (one.columns.isEmpty()) {
                    piece += one.literal;
                    continue;
                }
                hasColumns = true;
                for (const QString& column : one.columns) {
                    if (const QString value = valueOf(column); !value.isEmpty()) {
                        piece += value;
                        isFilled = true;
                        break;
                    }
                }
            }
            if (!part.isOptional || isFilled || !hasColumns) {
                result += piece;
            }
        }
        return result.trimmed();
    }

private:
    struct Piece
    {
        QString literal;
        QStringList columns; ///< empty: the literal
    };
    struct Part
    {
        std::vector<Piece> pieces;
        bool isOptional = false;
    };
    std::vector<Part> m_parts;
};

/// A kind of file that is known: how to recognise it and what its columns mean. Data: `resources/imports/*.yaml`.
struct Preset
{
    QString id;   ///< "timesketch-csv"; stored with each import, never reused
    QString name; ///< for people
    Container container = Container::Table;
    QStringList recognisedBy;    ///< columns that a file of this kind has, all of them
    QStringList time;            ///< columns, the first that is filled counts
    QString offset;              ///< column with the offset that belongs to the time, as "+00:00"; empty: none
    std::optional<QString> zone; ///< that the maker of the format says times without an offset are in; nothing: asked
    QString check;               ///< column that says the same time again in microseconds; a difference is noted
    RowText seen;
    RowText note;
    RowText source;
    QStringList tags;                ///< columns with one or several tags
    QStringList leaveOut;            ///< columns that say nothing more
    bool countsIdenticalOnce = true; ///< false: equal rows of one file are several events
    QString documentation;           ///< where the format is described

    /// Every column that the preset reads.
    [[nodiscard]] QStringList columns() const;
};

/// All that are known. Errors of loading: `preset.invalid`, with file and line.
class Presets
{
public:
    /// Every *.yaml of the folders; one of a later folder replaces one with the same id. No folder: nothing is known,
    /// which still reads tables whose columns a person assigns.
    [[nodiscard]] static Expected<Presets> load(const QStringList& folders);
    [[nodiscard]] const std::vector<Preset>& all() const { return m_presets; }
    [[nodiscard]] const Preset* find(const QString& id) const;
    /// The one that knows most of a file's columns; nothing where none is recognised.
    [[nodiscard]] const Preset* recognise(Container container, const QStringList& columns) const;

private:
    std::vector<Preset> m_presets;
};

/// Reads every preset of the folder; what is wrong with each. `files` counts those that were looked at.
[[nodiscard]] std::vector<Error> checkPresets(const QString& folder, int& files);

/// "x.yaml:3: …".
[[nodiscard]] Expected<Preset> readPreset(const QString& file);

} // namespace bulkhead::timeline
