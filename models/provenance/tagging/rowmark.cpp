#include "models/provenance/tagging/rowmark.h"

#include <QtEndian>

#include <openssl/evp.h>

#include <array>
#include <cstring>

namespace bulkhead::provenance {

namespace {
using Block = std::array<unsigned char, 16>;

constexpr unsigned char markFormat = 1;
constexpr std::size_t zerosFrom = 11;
constexpr std::size_t attemptsAtOnce = 64; ///< one of 64 blocks looks like a UUID
constexpr std::size_t hexDigits = 32;

int hexValue(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

bool isWordCharacter(char c)
{
    const char lower = static_cast<char>(c | 0x20);
    return (c >= '0' && c <= '9') || (lower >= 'a' && lower <= 'z') || (c & 0x80) != 0;
}

bool looksLikeUuid(const unsigned char* block)
{
    return (block[6] & 0xf0) == 0x40 && (block[8] & 0xc0) == 0x80;
}

void compose(unsigned char* block, quint16 attempt, RowMark mark)
{
    std::memset(block, 0, sizeof(Block));
    block[0] = markFormat;
    qToBigEndian(attempt, block + 1);
    qToBigEndian(mark.copy, block + 3);
    qToBigEndian(mark.row, block + 7);
}

std::string uuidText(const unsigned char* block)
{
    static constexpr char digits[] = "0123456789abcdef";
    std::string text;
    text.reserve(RowMarks::textSize);
    for (std::size_t i = 0; i < sizeof(Block); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) {
            text.push_back('-');
        }
        text.push_back(digits[block[i] >> 4]);
        text.push_back(digits[block[i] & 0x0f]);
    }
    return text;
}

/// The 16 octets of a UUID at the front of `text`, and how many characters it takes; 0 where there is none.
std::size_t parseUuid(std::string_view text, Block& out)
{
    std::size_t digits = 0;
    std::size_t hyphens = 0;
    std::size_t at = 0;
    for (; at < text.size() && digits < hexDigits; ++at) {
        if (text[at] == '-') {
            const bool isPlace = digits == 8 || digits == 12 || digits == 16 || digits == 20;
            if (!isPlace || text[at - 1] == '-') {
                return 0;
            }
            ++hyphens;
            continue;
        }
        const int value = hexValue(text[at]);
        if (value < 0) {
            return 0;
        }
        unsigned char& octet = out[digits / 2];
        octet = static_cast<unsigned char>(digits % 2 == 0 ? value << 4 : octet | value);
        ++digits;
    }
    return digits == hexDigits && (hyphens == 0 || hyphens == 4) ? at : 0;
}
} // namespace

struct RowMarks::Ciphers
{
    Ciphers()
        : encrypt(EVP_CIPHER_CTX_new())
        , decrypt(EVP_CIPHER_CTX_new())
    {
    }
    ~Ciphers()
    {
        EVP_CIPHER_CTX_free(encrypt);
        EVP_CIPHER_CTX_free(decrypt);
    }
    Q_DISABLE_COPY_MOVE(Ciphers)

    EVP_CIPHER_CTX* encrypt;
    EVP_CIPHER_CTX* decrypt;
};

RowMarks::RowMarks(const RegistryKey& key)
    : m_ciphers(std::make_unique<Ciphers>())
{
    const SecretBytes own = key.derived("copy-mark");
    // Single blocks of one structure, each a permutation of its own content: what ECB is right for.
    EVP_EncryptInit_ex(m_ciphers->encrypt, EVP_aes_256_ecb(), nullptr, own.data(), nullptr);
    EVP_DecryptInit_ex(m_ciphers->decrypt, EVP_aes_256_ecb(), nullptr, own.data(), nullptr);
    EVP_CIPHER_CTX_set_padding(m_ciphers->encrypt, 0);
    EVP_CIPHER_CTX_set_padding(m_ciphers->decrypt, 0);
}

RowMarks::~RowMarks() = default;

std::string RowMarks::write(RowMark mark)
{
    std::array<unsigned char, attemptsAtOnce * sizeof(Block)> plain;
    std::array<unsigned char, attemptsAtOnce * sizeof(Block)> sealed;
    for (quint32 first = 0; first <= 0xffff; first += attemptsAtOnce) {
        for (std::size_t i = 0; i < attemptsAtOnce; ++i) {
            compose(plain.data() + i * sizeof(Block), static_cast<quint16>(first + i), mark);
        }
        int size = 0;
        EVP_EncryptUpdate(m_ciphers->encrypt, sealed.data(), &size, plain.data(), static_cast<int>(plain.size()));
        for (std::size_t i = 0; i < attemptsAtOnce; ++i) {
            if (looksLikeUuid(sealed.data() + i * sizeof(Block))) {
                return uuidText(sealed.data() + i * sizeof(Block));
            }
        }
    }
    Q_UNREACHABLE(); // 65,536 blocks, none of which looks like a UUID: less likely than 10⁻⁴⁴⁰
}

std::optional<RowMark> RowMarks::read(std::string_view uuid)
{
    Block sealed;
    if (uuid.empty() || parseUuid(uuid, sealed) != uuid.size() || !looksLikeUuid(sealed.data())) {
        return {};
    }
    Block plain;
    int size = 0;
    EVP_DecryptUpdate(m_ciphers->decrypt, plain.data(), &size, sealed.data(), static_cast<int>(sealed.size()));
    for (std::size_t i = zerosFrom; i < plain.size(); ++i) {
        if (plain[i] != 0) {
            return {};
        }
    }
    if (plain[0] != markFormat) {
        return {};
    }
    return RowMark{qFromBigEndian<quint32>(plain.data() + 3), qFromBigEndian<quint32>(plain.data() + 7)};
}

bool RowMarks::find(std::string_view cell, const std::function<void(RowMark)>& found)
{
    bool any = false;
    for (std::size_t at = 0; at + hexDigits <= cell.size();) {
        if (at > 0 && isWordCharacter(cell[at - 1])) {
            ++at;
            continue;
        }
        Block octets;
        const std::size_t size = parseUuid(cell.substr(at, textSize), octets);
        const bool standsApart = size > 0 && (at + size == cell.size() || !isWordCharacter(cell[at + size]));
        const auto mark = standsApart ? read(cell.substr(at, size)) : std::nullopt;
        if (mark) {
            found(*mark);
            any = true;
        }
        at += standsApart ? size : 1;
    }
    return any;
}

} // namespace bulkhead::provenance
