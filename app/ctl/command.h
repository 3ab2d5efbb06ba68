#pragma once

#include "app/ctl/exit.h"

#include <QStringList>

#include <vector>

namespace bulkhead::ctl {

class Call;

/// An option of a command, or one that stands for all.
struct Option
{
    enum class Takes { Once, Repeated, List }; ///< List: commas separate, and it may be repeated

    QString name;  ///< without dashes: "new-passphrase-file"
    QString value; ///< placeholder of its value: "FILE"; empty: a switch
    QString help;
    bool isRequired = false;
    Takes takes = Takes::Once;
    QStringList choices = {}; ///< the values that are possible; empty: any
    QChar letter = {};
    QString alias = {}; ///< a second long name, kept for scripts
};

struct Argument
{
    enum class Count { One, Optional, Any, AtLeastOne };

    QString name; ///< "DIR"
    QString help;
    Count count = Count::One;
};

using Handler = Expected<Exit> (*)(Call&);

/// One command, told once: parsing, help, manual, completion and the table in README.md are made from it.
struct Command
{
    QStringList path; ///< {"vault", "slots", "add"}
    QString summary;  ///< one sentence
    QString detail;   ///< paragraphs, separated by empty lines
    std::vector<Argument> arguments;
    std::vector<Option> options;
    QStringList examples;  ///< whole command lines
    QString answer;        ///< names of the fields of the `--json` answer
    bool usesVault = true; ///< opens the vault of `--vault`
    Handler run = nullptr;

    [[nodiscard]] QString name() const { return path.join(QLatin1Char(' ')); }
    /// "bulkheadctl vault create DIR --name NAME …"
    [[nodiscard]] QString synopsis() const;
    [[nodiscard]] const Option* option(QStringView longName) const;
};

/// All commands and the options that stand for all of them. A value, made once by `main`.
struct Catalogue
{
    std::vector<Command> commands;
    std::vector<Option> globals;

    [[nodiscard]] const Command* find(const QStringList& path) const;
    /// True where some command's path begins so and goes on.
    [[nodiscard]] bool isGroup(const QStringList& path) const;
    /// The words that may follow a path, in the table's order, each once.
    [[nodiscard]] QStringList wordsAfter(const QStringList& path) const;
    [[nodiscard]] const Option* global(QStringView longName) const;
};
[[nodiscard]] Catalogue makeCatalogue();

} // namespace bulkhead::ctl
