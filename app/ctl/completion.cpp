#include "app/ctl/help.h"

#include <set>

namespace bulkhead::ctl {

namespace {

using namespace Qt::StringLiterals;

/// All paths that words may follow, the empty one first.
std::vector<QStringList> groups(const Catalogue& catalogue)
{
    std::vector<QStringList> found{QStringList()};
    std::set<QStringList> seen(found.begin(), found.end());
    for (const Command& command : catalogue.commands) {
        for (qsizetype i = 1; i < command.path.size(); ++i) {
            if (seen.insert(command.path.first(i)).second) {
                found.push_back(command.path.first(i));
            }
        }
    }
    return found;
}

QString optionWords(const std::vector<Option>& options)
{
    QStringList words;
    for (const Option& option : options) {
        words.append(u"--"_s + option.name);
    }
    return words.join(u' ');
}

bool takesFile(const Option& option)
{
    return option.value == "FILE"_L1 || option.value == "DIR"_L1 || option.value == "OUT.csv"_L1;
}

/// The tables that bash and zsh share: words by path, options by path, values by option.
QString sharedTables(const Catalogue& catalogue)
{
    QString words = u"typeset -gA _bulkheadctl_words _bulkheadctl_options _bulkheadctl_values\n"_s;
    for (const QStringList& group : groups(catalogue)) {
        words += u"_bulkheadctl_words[/%1]='%2'\n"_s.arg(group.join(u'/'), catalogue.wordsAfter(group).join(u' '));
    }
    QString options;
    QString values;
    const auto addValues = [&](const QString& path, const std::vector<Option>& all) {
        for (const Option& option : all) {
            if (!option.value.isEmpty()) {
                values += u"_bulkheadctl_values[%1--%2]='%3'\n"_s.arg(
                    path, option.name, takesFile(option) ? u"FILE"_s : option.choices.join(u' '));
            }
        }
    };
    for (const Command& command : catalogue.commands) {
        const QString path = u'/' + command.path.join(u'/');
        options += u"_bulkheadctl_options[%1]='%2'\n"_s.arg(path, optionWords(command.options));
        addValues(path, command.options);
    }
    options += u"_bulkheadctl_globals='--help %1'\n"_s.arg(optionWords(catalogue.globals));
    addValues(u"/"_s, catalogue.globals);
    return words + options + values;
}

/// Finds the command's path in the words so far, in both shells.
const QString findPath = uR"(
_bulkheadctl_find() {
    # $@: the words before the current one, without the program's name; sets place and value
    local word longer skip=
    place=/ value=
    for word in "$@"; do
        if [ -n "$skip" ]; then
            skip= value=
            continue
        fi
        case $word in
        -*)
            value=$place$word
            [ -z "${_bulkheadctl_values[$value]+there}" ] && value=/$word
            if [ -n "${_bulkheadctl_values[$value]+there}" ]; then
                skip=yes
            else
                value=
            fi
            ;;
        *)
            longer=${place%/}/$word
            if [ -n "${_bulkheadctl_words[$longer]+there}${_bulkheadctl_options[$longer]+there}" ]; then
                place=$longer
            fi
            ;;
        esac
    done
}
)"_s;

QString bash(const Catalogue& catalogue)
{
    return u"# bash completion for bulkheadctl\n"_s
        + sharedTables(catalogue).replace(u"typeset -gA"_s, u"declare -gA"_s) + findPath + uR"(
_bulkheadctl() {
    local place value current=${COMP_WORDS[COMP_CWORD]}
    _bulkheadctl_find "${COMP_WORDS[@]:1:COMP_CWORD-1}"
    if [ -n "$value" ]; then
        if [ "${_bulkheadctl_values[$value]}" = FILE ]; then
            mapfile -t COMPREPLY < <(compgen -f -- "$current")
        else
            mapfile -t COMPREPLY < <(compgen -W "${_bulkheadctl_values[$value]}" -- "$current")
        fi
    elif [[ $current == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "${_bulkheadctl_options[$place]} $_bulkheadctl_globals" -- "$current")
    elif [ -n "${_bulkheadctl_words[$place]}" ]; then
        mapfile -t COMPREPLY < <(compgen -W "${_bulkheadctl_words[$place]}" -- "$current")
    else
        mapfile -t COMPREPLY < <(compgen -f -- "$current")
    fi
}
complete -o filenames -F _bulkheadctl bulkheadctl
)"_s;
}

QString zsh(const Catalogue& catalogue)
{
    return u"#compdef bulkheadctl\n"_s + sharedTables(catalogue) + findPath + uR"(
_bulkheadctl() {
    local place value current=${words[CURRENT]}
    _bulkheadctl_find "${(@)words[2,CURRENT-1]}"
    if [ -n "$value" ]; then
        if [ "${_bulkheadctl_values[$value]}" = FILE ]; then
            _files
        else
            compadd -- ${=_bulkheadctl_values[$value]}
        fi
    elif [[ $current == -* ]]; then
        compadd -- ${=_bulkheadctl_options[$place]} ${=_bulkheadctl_globals}
    elif [ -n "${_bulkheadctl_words[$place]}" ]; then
        compadd -- ${=_bulkheadctl_words[$place]}
    else
        _files
    fi
}
compdef _bulkheadctl bulkheadctl
)"_s;
}

QString fishQuoted(QString text)
{
    return u'\'' + text.replace(u'\\', "\\\\"_L1).replace(u'\'', "\\'"_L1) + u'\'';
}

QString fishOption(const QString& condition, const Option& option)
{
    QString line = u"complete -c bulkheadctl"_s + condition + u" -l "_s + option.name;
    if (!option.letter.isNull()) {
        line += u" -s "_s + option.letter;
    }
    if (!option.value.isEmpty()) {
        line += takesFile(option) ? u" -r -F"_s : u" -x"_s;
        if (!option.choices.isEmpty()) {
            line += u" -a "_s + fishQuoted(option.choices.join(u' '));
        }
    }
    return line + u" -d "_s + fishQuoted(option.help) + u'\n';
}

QString fish(const Catalogue& catalogue)
{
    QStringList paths;
    for (const QStringList& group : groups(catalogue)) {
        if (!group.isEmpty()) {
            paths.append(fishQuoted(group.join(u' ')));
        }
    }
    QStringList valued;
    const auto addValued = [&](const std::vector<Option>& options) {
        for (const Option& option : options) {
            if (!option.value.isEmpty()) {
                valued.append(u"--"_s + option.name);
            }
        }
    };
    for (const Command& command : catalogue.commands) {
        paths.append(fishQuoted(command.name()));
        addValued(command.options);
    }
    addValued(catalogue.globals);
    valued.removeDuplicates();
    paths.removeDuplicates();
    QString text
        = u"# fish completion for bulkheadctl\nset -g __bulkheadctl_paths %1\nset -g __bulkheadctl_valued %2\n"_s.arg(
            paths.join(u' '), valued.join(u' '));
    text += uR"(function __bulkheadctl_path
    set -l place
    set -l skip 0
    for word in (commandline -opc)[2..-1]
        if test $skip = 1
            set skip 0
        else if string match -q -- '-*' $word
            contains -- $word $__bulkheadctl_valued; and set skip 1
        else if contains -- (string join ' ' $place $word) $__bulkheadctl_paths
            set place $place $word
        end
    end
    string join ' ' $place
end
function __bulkheadctl_at
    test (__bulkheadctl_path) = "$argv"
end
)"_s;
    for (const QStringList& group : groups(catalogue)) {
        const QString at = u" -n "_s + fishQuoted(u"__bulkheadctl_at "_s + group.join(u' '));
        for (const QString& word : catalogue.wordsAfter(group)) {
            const Command* command = catalogue.find(group + QStringList(word));
            text += u"complete -c bulkheadctl -f%1 -a %2%3\n"_s.arg(
                at, word, command != nullptr ? u" -d "_s + fishQuoted(command->summary) : QString());
        }
    }
    for (const Command& command : catalogue.commands) {
        for (const Option& option : command.options) {
            text += fishOption(u" -n "_s + fishQuoted(u"__bulkheadctl_at "_s + command.name()), option);
        }
    }
    for (const Option& option : catalogue.globals) {
        text += fishOption({}, option);
    }
    return text;
}

} // namespace

QString completionFor(const Catalogue& catalogue, const QString& shell)
{
    if (shell == "zsh"_L1) {
        return zsh(catalogue);
    }
    return shell == "fish"_L1 ? fish(catalogue) : bash(catalogue);
}

} // namespace bulkhead::ctl
