/// Address books: vCard and LDIF, whose lines fold the same way.

#include "models/provenance/records/recordsource.h"

#include <QByteArray>

#include <algorithm>

namespace bulkhead::provenance {

using namespace Qt::StringLiterals;

namespace {
std::string lowerCase(std::string_view text)
{
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return lower;
}

/// Lines with the folded ones joined: a line that begins with a blank goes on where the one before ended.
class FoldedLines
{
public:
    FoldedLines(ByteSource& source, qsizetype limit)
        : m_scanner(source)
        , m_limit(limit)
    {
    }
    /// False at the end.
    [[nodiscard]] bool next(std::string& text, bool& tooLong)
    {
        if (m_scanner.peek() == Scanner::atEnd) {
            return false;
        }
        m_begin = m_scanner.offset();
        text = m_scanner.line(m_limit, tooLong);
        while (m_scanner.peek() == ' ' || m_scanner.peek() == '\t') {
            m_scanner.skip(1);
            bool more = false;
            text += m_scanner.line(m_limit, more);
            tooLong = tooLong || more || static_cast<qsizetype>(text.size()) > m_limit;
            if (tooLong) {
                text.resize(std::min(text.size(), static_cast<std::size_t>(m_limit)));
            }
        }
        return true;
    }
    [[nodiscard]] qint64 begin() const { return m_begin; }
    [[nodiscard]] Expected<void> state() const { return m_scanner.state(); }

private:
    Scanner m_scanner;
    qsizetype m_limit;
    qint64 m_begin = 0;
};

/// A name that the record has already gets a number.
void addNumbered(std::vector<Field>& fields, const std::string& name, std::string value)
{
    if (value.empty()) {
        return;
    }
    const auto has = [&](const std::string& one) {
        return std::ranges::find(fields, one, &Field::name) != fields.end();
    };
    std::string numbered = name;
    for (int number = 2; has(numbered); ++number) {
        numbered = name + '.' + std::to_string(number);
    }
    fields.push_back({std::move(numbered), std::move(value)});
}

class VcardRecords final : public RecordSource
{
public:
    VcardRecords(ByteSource& source, const RecordBounds& bounds)
        : m_lines(source, bounds.bytes)
        , m_bounds(bounds)
    {
    }
    [[nodiscard]] Expected<Step> next() override
    {
        std::string line;
        bool tooLong = false;
        bool isOpen = false;
        bool isSpoilt = false;
        qint64 begin = 0;
        m_fields.clear();
        while (m_lines.next(line, tooLong)) {
            const std::string lower = lowerCase(line);
            if (lower.starts_with("begin:vcard")) {
                if (isOpen) { // the one before was never closed
                    m_reopened = true;
                    return giveUp(UnreadableReason::BadSyntax, begin);
                }
                isOpen = true;
                begin = m_lines.begin();
            } else if (lower.starts_with("end:vcard")) {
                CHECK_OK(m_lines.state());
                if (isOpen || std::exchange(m_reopened, false)) {
                    return isSpoilt ? giveUp(UnreadableReason::TooLong, begin) : Step::Record;
                }
            } else if (isOpen || m_reopened) {
                isSpoilt = isSpoilt || tooLong;
                property(line);
            }
        }
        CHECK_OK(m_lines.state());
        return isOpen ? giveUp(UnreadableReason::BadSyntax, begin) : Step::End;
    }
    [[nodiscard]] QString description() const override { return u"vCard"_s; }

private:
    void property(const std::string& line)
    {
        const auto colon = line.find(':');
        if (colon == std::string::npos || static_cast<int>(m_fields.size()) >= m_bounds.fields) {
            return;
        }
        std::string head = lowerCase(std::string_view(line).substr(0, colon));
        std::string value = line.substr(colon + 1);
        if (head.find("quoted-printable") != std::string::npos) {
            value = decodedQuoted(value);
        }
        const auto parameters = head.find(';');
        head.resize(std::min(parameters, head.size()));
        if (const auto group = head.find('.'); group != std::string::npos) {
            head.erase(0, group + 1);
        }
        if (head == "n") {
            const auto parts = split(value);
            addNumbered(m_fields, "family name", parts.empty() ? std::string() : parts[0]);
            addNumbered(m_fields, "given name", parts.size() < 2 ? std::string() : parts[1]);
        } else if (head == "adr") {
            const auto parts = split(value);
            static constexpr std::array names = {"", "", "street", "city", "region", "postcode", "country"};
            for (std::size_t i = 2; i < std::min(parts.size(), names.size()); ++i) {
                addNumbered(m_fields, names[i], parts[i]);
            }
        } else if (head == "fn") {
            addNumbered(m_fields, "full name", unescaped(value));
        } else if (head == "tel") {
            addNumbered(m_fields, "phone", value.starts_with("tel:") ? value.substr(4) : value);
        } else if (head == "org") {
            const auto parts = split(value);
            addNumbered(m_fields, "company", parts.empty() ? std::string() : parts[0]);
        } else if (head == "bday") {
            addNumbered(m_fields, "birth date", value);
        } else if (head == "photo" || head == "logo" || head == "sound" || head == "key" || head == "version"
                   || head == "prodid" || head == "rev") {
            return; // no data of a person that could be looked up
        } else {
            addNumbered(m_fields, head == "email" ? "email" : head, unescaped(value));
        }
    }
    static std::string unescaped(const std::string& text)
    {
        std::string out;
        for (std::size_t i = 0; i < text.size(); ++i) {
            if (text[i] == '\\' && i + 1 < text.size()) {
                ++i;
                out.push_back(text[i] == 'n' || text[i] == 'N' ? '\n' : text[i]);
            } else {
                out.push_back(text[i]);
            }
        }
        return out;
    }
    static std::vector<std::string> split(const std::string& text)
    {
        std::vector<std::string> parts(1);
        for (std::size_t i = 0; i < text.size(); ++i) {
            if (text[i] == '\\' && i + 1 < text.size()) {
                parts.back().push_back(text[++i]);
            } else if (text[i] == ';') {
                parts.emplace_back();
            } else {
                parts.back().push_back(text[i]);
            }
        }
        return parts;
    }
    static std::string decodedQuoted(const std::string& text)
    {
        std::string out;
        for (std::size_t i = 0; i < text.size(); ++i) {
            if (text[i] == '=' && i + 2 < text.size()) {
                const QByteArray octet = QByteArray::fromHex(QByteArray(text.data() + i + 1, 2));
                if (octet.size() == 1) {
                    out.push_back(octet.front());
                    i += 2;
                    continue;
                }
            }
            out.push_back(text[i]);
        }
        return out;
    }

    FoldedLines m_lines;
    RecordBounds m_bounds;
    bool m_reopened = false; ///< the line that opens the next card was taken with the one before
};

class LdifRecords final : public RecordSource
{
public:
    LdifRecords(ByteSource& source, const RecordBounds& bounds)
        : m_lines(source, bounds.bytes)
        , m_bounds(bounds)
    {
    }
    [[nodiscard]] Expected<Step> next() override
    {
        std::string line;
        bool tooLong = false;
        bool isSpoilt = false;
        std::optional<qint64> begin;
        m_fields.clear();
        while (m_lines.next(line, tooLong)) {
            if (line.empty()) {
                if (begin) {
                    break;
                }
                continue;
            }
            if (line.front() == '#' || lowerCase(line).starts_with("version:")) {
                continue;
            }
            begin = begin.value_or(m_lines.begin());
            isSpoilt = isSpoilt || tooLong || !attribute(line);
        }
        CHECK_OK(m_lines.state());
        if (!begin) {
            return Step::End;
        }
        return isSpoilt ? giveUp(UnreadableReason::BadSyntax, *begin) : Step::Record;
    }
    [[nodiscard]] QString description() const override { return u"LDIF"_s; }

private:
    [[nodiscard]] bool attribute(const std::string& line)
    {
        const auto colon = line.find(':');
        if (line == "-") {
            return true;
        }
        if (colon == std::string::npos) {
            return false;
        }
        std::string name = line.substr(0, std::min(line.find(';'), colon));
        const bool isEncoded = colon + 1 < line.size() && line[colon + 1] == ':';
        std::size_t at = colon + (isEncoded ? 2 : 1);
        while (at < line.size() && line[at] == ' ') {
            ++at;
        }
        std::string value = line.substr(at);
        if (isEncoded) {
            value = QByteArray::fromBase64(QByteArray::fromStdString(value)).toStdString();
        }
        if (static_cast<int>(m_fields.size()) < m_bounds.fields && lowerCase(name) != "objectclass"
            && lowerCase(name) != "userpassword") {
            addNumbered(m_fields, known(lowerCase(name), name), std::move(value));
        }
        return true;
    }
    /// Names of inetOrgPerson (RFC 2798) in the words of headers.
    static std::string known(const std::string& lower, const std::string& name)
    {
        if (lower == "givenname") {
            return "given name";
        }
        if (lower == "sn") {
            return "family name";
        }
        if (lower == "cn" || lower == "displayname") {
            return "full name";
        }
        if (lower == "mail") {
            return "email";
        }
        if (lower == "telephonenumber" || lower == "mobile" || lower == "homephone") {
            return "phone";
        }
        if (lower == "o") {
            return "company";
        }
        if (lower == "l") {
            return "city";
        }
        return lower == "postalcode" ? "postcode" : name;
    }

    FoldedLines m_lines;
    RecordBounds m_bounds;
};
} // namespace

std::unique_ptr<RecordSource> vcardRecords(ByteSource& source, const RecordBounds& bounds)
{
    return std::make_unique<VcardRecords>(source, bounds);
}

std::unique_ptr<RecordSource> ldifRecords(ByteSource& source, const RecordBounds& bounds)
{
    return std::make_unique<LdifRecords>(source, bounds);
}

} // namespace bulkhead::provenance
