#include "models/vault/recoverycode.h"

#include "models/base/digest.h"
#include "models/vault/slot.h"

#include <array>
#include <string_view>

namespace bulkhead {

namespace {
constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t secretSize = 20; ///< octets: 160 bits
constexpr std::size_t characters = 36; ///< 180 bits: the secret and 20 check bits
constexpr std::size_t secretCharacters = 32;
constexpr std::size_t groupSize = 4;

/// The five-bit values of the check characters.
std::array<unsigned, characters - secretCharacters> checkOf(const SecretBytes& secret)
{
    SecretBytes input(secretSize + 1);
    std::copy_n(secret.data(), secretSize, input.data());
    input.data()[secretSize] = 'R';
    const Bytes hash = sha256(input.view());
    const auto octet = [&](qsizetype at) { return static_cast<unsigned>(static_cast<unsigned char>(hash[at])); };
    const unsigned bits = octet(0) << 12 | octet(1) << 4 | octet(2) >> 4;
    return {bits >> 15 & 31, bits >> 10 & 31, bits >> 5 & 31, bits & 31};
}

unsigned fiveBits(const SecretBytes& secret, std::size_t character)
{
    const std::size_t bit = character * 5;
    const unsigned high = secret.data()[bit / 8];
    const unsigned low = bit / 8 + 1 < secretSize ? secret.data()[bit / 8 + 1] : 0U;
    return (high << 8 | low) >> (11 - bit % 8) & 31;
}

int valueOf(unsigned char typed)
{
    if (typed >= 'a' && typed <= 'z') {
        typed = static_cast<unsigned char>(typed - 'a' + 'A');
    }
    switch (typed) {
    case 'O':
        return 0;
    case 'I':
    case 'L':
        return 1;
    default:
        break;
    }
    const auto at = alphabet.find(static_cast<char>(typed));
    return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

/// Length in octets of the white space or dash that stands there, in ASCII or as word processors write them in UTF-8.
std::size_t separatorAt(const SecretBytes& text, std::size_t at)
{
    static constexpr std::array<std::string_view, 13> separators = {" ",
                                                                    "-",
                                                                    "\t",
                                                                    "\r",
                                                                    "\n",
                                                                    "_",
                                                                    "\xc2\xa0",
                                                                    "\xe2\x80\x90",
                                                                    "\xe2\x80\x91",
                                                                    "\xe2\x80\x92",
                                                                    "\xe2\x80\x93",
                                                                    "\xe2\x80\x94",
                                                                    "\xe2\x80\xaf"};
    const std::string_view rest(reinterpret_cast<const char*>(text.data()) + at, text.size() - at);
    for (const std::string_view separator : separators) {
        if (rest.starts_with(separator)) {
            return separator.size();
        }
    }
    return 0;
}
} // namespace

SecretBytes makeRecoveryCode()
{
    const auto secret = SecretBytes::random(secretSize);
    const auto check = checkOf(secret);
    SecretBytes code(characters + characters / groupSize - 1);
    unsigned char* out = code.data();
    for (std::size_t i = 0; i < characters; ++i) {
        if (i > 0 && i % groupSize == 0) {
            *out++ = '-';
        }
        const unsigned value = i < secretCharacters ? fiveBits(secret, i) : check[i - secretCharacters];
        *out++ = static_cast<unsigned char>(alphabet[value]);
    }
    return code;
}

std::optional<SecretBytes> readRecoveryCode(const SecretBytes& typed)
{
    SecretBytes secret(secretSize);
    std::array<unsigned, characters - secretCharacters> check = {};
    std::size_t count = 0;
    for (std::size_t at = 0; at < typed.size();) {
        if (const std::size_t skipped = separatorAt(typed, at)) {
            at += skipped;
            continue;
        }
        const int value = valueOf(typed.data()[at++]);
        if (value < 0 || count == characters) {
            return std::nullopt;
        }
        if (count >= secretCharacters) {
            check[count - secretCharacters] = static_cast<unsigned>(value);
        } else {
            const std::size_t bit = count * 5;
            const unsigned shifted = static_cast<unsigned>(value) << (11 - bit % 8);
            secret.data()[bit / 8] = static_cast<unsigned char>(secret.data()[bit / 8] | shifted >> 8);
            if (bit / 8 + 1 < secretSize) {
                secret.data()[bit / 8 + 1] = static_cast<unsigned char>(secret.data()[bit / 8 + 1] | (shifted & 0xff));
            }
        }
        ++count;
    }
    if (count != characters || check != checkOf(secret)) {
        return std::nullopt;
    }
    return secret;
}

} // namespace bulkhead
