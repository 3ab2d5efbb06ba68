#include "models/provenance/records/media.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace bulkhead::provenance {

using namespace Qt::StringLiterals;

namespace {
/// The vocabulary's address, whose last part says how the medium came into being.
constexpr std::string_view sourceTypes = "cv.iptc.org/newscodes/digitalsourcetype/";
constexpr std::string_view packetBegin = "<x:xmpmeta";
constexpr std::string_view packetEnd = "</x:xmpmeta>";
constexpr std::size_t longestCode = 64;
constexpr std::size_t longestPacket = std::size_t(1) << 20;
constexpr std::size_t mostText = std::size_t(64) << 10;
constexpr std::size_t mostCodes = 8;

bool isAsciiLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// What stands between the tags of XML and in its attributes, one blank between the pieces.
std::string textOfXml(std::string_view xml)
{
    std::string text;
    bool isInTag = false;
    bool isInQuote = false;
    for (const char c : xml.substr(0, longestPacket)) {
        if (c == '"' && isInTag) {
            isInQuote = !isInQuote;
        } else if ((c == '<' || c == '>') && !isInQuote) {
            isInTag = c == '<';
        } else if ((!isInTag || isInQuote) && static_cast<unsigned char>(c) > ' ') {
            text += c;
            continue;
        }
        if (!text.empty() && text.back() != ' ') {
            text += ' ';
        }
        if (text.size() > mostText) {
            break;
        }
    }
    return text;
}

/// Looks for marks in octets as they come by.
class MarkFinder
{
public:
    void take(std::string_view octets)
    {
        m_window.append(octets);
        look(false);
        // As much as a beginning at the end may still need.
        constexpr std::size_t keep = sourceTypes.size() + longestCode;
        if (m_window.size() > keep) {
            const std::size_t gone = m_window.size() - keep;
            m_window.erase(0, gone);
            m_lookedTo = m_lookedTo > gone ? m_lookedTo - gone : 0;
        }
    }
    void finish() { look(true); }

    std::vector<std::string> codes; ///< distinct, in the order of their appearance
    std::string packet;             ///< XMP, as far as it was kept
    bool hasManifest = false;       ///< of C2PA: a JUMBF box is labelled so

private:
    void look(bool isLast);

    std::string m_window;
    std::size_t m_lookedTo = 0;
    bool m_isInPacket = false;
};

void MarkFinder::look(bool isLast)
{
    hasManifest = hasManifest || m_window.find("jumdc2pa") != std::string::npos;
    for (std::size_t at = 0; (at = m_window.find(sourceTypes, at)) != std::string::npos;) {
        at += sourceTypes.size();
        const auto end = std::find_if_not(m_window.begin() + static_cast<std::ptrdiff_t>(at), m_window.end(),
                                          isAsciiLetter);
        const bool isWhole = end != m_window.end() || isLast;
        std::string code(m_window.begin() + static_cast<std::ptrdiff_t>(at), end);
        if (isWhole && !code.empty() && code.size() <= longestCode && codes.size() < mostCodes
            && std::ranges::find(codes, code) == codes.end()) {
            codes.push_back(std::move(code));
        }
    }
    if (!m_isInPacket && packet.empty()) {
        const auto begin = m_window.find(packetBegin);
        m_isInPacket = begin != std::string::npos;
        m_lookedTo = m_isInPacket ? begin : 0;
    }
    if (m_isInPacket) {
        const auto end = m_window.find(packetEnd);
        const std::size_t to = end == std::string::npos ? m_window.size() : end;
        if (to > m_lookedTo && packet.size() < longestPacket) {
            packet.append(m_window, m_lookedTo, to - m_lookedTo);
        }
        m_lookedTo = to;
        m_isInPacket = end == std::string::npos && packet.size() < longestPacket;
    }
}

/// One record of one medium.
class MediaRecords final : public RecordSource
{
public:
    MediaRecords(ByteSource& source, std::string type)
        : m_source(source)
        , m_type(std::move(type))
    {
    }
    [[nodiscard]] Expected<Step> next() override
    {
        if (std::exchange(m_isRead, true)) {
            return Step::End;
        }
        MarkFinder found;
        std::array<char, std::size_t(64) << 10> block;
        for (;;) {
            TRY(const qint64 got, m_source.read(block.data(), static_cast<qint64>(block.size())));
            if (got == 0) {
                break;
            }
            found.take(std::string_view(block.data(), static_cast<std::size_t>(got)));
        }
        found.finish();
        m_fields = {{"media type", m_type}};
        std::string codes;
        for (const std::string& code : found.codes) {
            codes += (codes.empty() ? "" : " ") + ("http://" + std::string(sourceTypes)) + code;
        }
        if (!codes.empty()) {
            m_fields.push_back({std::string(sourceTypeField), codes});
        }
        if (found.hasManifest) {
            m_fields.push_back({"content credentials", "C2PA manifest, signature not checked"});
        }
        if (std::string text = textOfXml(found.packet); !text.empty()) {
            m_fields.push_back({std::string(textFieldName), std::move(text)});
        }
        return Step::Record;
    }
    [[nodiscard]] QString description() const override { return QString::fromStdString(m_type); }

private:
    ByteSource& m_source;
    std::string m_type;
    bool m_isRead = false;
};
} // namespace

std::string_view mediaTypeOf(std::string_view octets)
{
    const auto has = [&](std::size_t at, std::string_view word) {
        return octets.size() >= at + word.size() && octets.substr(at, word.size()) == word;
    };
    if (has(0, "\xff\xd8\xff")) {
        return "image/jpeg";
    }
    if (has(0, "\x89PNG\r\n\x1a\n")) {
        return "image/png";
    }
    if (has(0, "GIF87a") || has(0, "GIF89a")) {
        return "image/gif";
    }
    if (has(0, "RIFF") && (has(8, "WEBP") || has(8, "WAVE"))) {
        return has(8, "WEBP") ? "image/webp" : "audio/wav";
    }
    if (has(0, std::string_view("II*\0", 4)) || has(0, std::string_view("MM\0*", 4))) {
        return "image/tiff";
    }
    if (has(4, "ftyp")) {
        const bool isPicture = has(8, "heic") || has(8, "heix") || has(8, "mif1") || has(8, "avif");
        return isPicture ? "image/heif" : "video/mp4";
    }
    // A table may well begin with the letters; a tag's version is no letter.
    constexpr char newestTag = 4;
    return has(0, "ID3") && octets.size() > 3 && octets[3] > 0 && octets[3] <= newestTag ? "audio/mpeg"
                                                                                         : std::string_view();
}

std::unique_ptr<RecordSource> mediaRecords(ByteSource& source, std::string_view type)
{
    return std::make_unique<MediaRecords>(source, std::string(type));
}

} // namespace bulkhead::provenance
