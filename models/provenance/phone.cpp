#include "models/provenance/phone.h"

#include "models/provenance/decoder.h"
#include "models/provenance/fold.h"

#include "models/base/unicode.h"

#include <array>

namespace bulkhead::provenance {

namespace {
/// Length of the country calling code (ITU-T E.164) at the front of international digits. One digit: 1 and 7; the
/// two-digit codes are listed; all others have three.
std::size_t callingCodeSize(std::string_view digits)
{
    static constexpr auto isTwo = [] {
        std::array<bool, 100> codes = {};
        for (const int code :
             {20, 27, 30, 31, 32, 33, 34, 36, 39, 40, 41, 43, 44, 45, 46, 47, 48, 49, 51, 52, 53, 54,
              55, 56, 57, 58, 60, 61, 62, 63, 64, 65, 66, 81, 82, 84, 86, 90, 91, 92, 93, 94, 95, 98}) {
            codes[static_cast<std::size_t>(code)] = true;
        }
        return codes;
    }();
    if (digits.starts_with('1') || digits.starts_with('7')) {
        return 1;
    }
    const int two = (digits[0] - '0') * 10 + (digits[1] - '0');
    return isTwo[static_cast<std::size_t>(two)] ? 2 : 3;
}
/// What a character is in a written number.
enum class Sign : quint8 { Digit, Between, Refused, Plus, Extension }; ///< the usual ones first
constexpr auto signTable = [] {
    std::array<Sign, 256> table;
    table.fill(Sign::Refused);
    const auto are = [&](std::string_view characters, Sign sign) {
        for (const char c : characters) {
            table[static_cast<unsigned char>(c)] = sign;
        }
    };
    are("0123456789", Sign::Digit);
    are(" -./()\t", Sign::Between);
    are("+", Sign::Plus);
    are("xX#;eE,", Sign::Extension); // x12, ext. 12, #12, ;ext=12
    for (std::size_t i = 0x80; i < table.size(); ++i) {
        table[i] = Sign::Between;
    }
    return table;
}();
} // namespace

bool normalisePhone(std::string_view text, std::string& out)
{
    std::string folded;
    if (!isAscii(text)) {
        folded = nfkcFolded(text);
        text = folded;
    }
    text = trimmed(text);
    if (text.size() > 4 && (text.starts_with("tel:") || text.starts_with("Tel:"))) {
        text.remove_prefix(4);
    }
    constexpr std::size_t mostDigits = 32;
    char digits[mostDigits + 1];
    std::size_t count = 0;
    bool plus = false;
    for (const char c : text) {
        const Sign sign = signTable[static_cast<unsigned char>(c)];
        if (sign <= Sign::Between) {
            if (count > mostDigits) {
                return false;
            }
            digits[count] = c;
            count += sign == Sign::Digit;
        } else if (sign == Sign::Extension) {
            break;
        } else if (sign == Sign::Refused || (sign == Sign::Plus && count > 0)) {
            return false;
        } else {
            plus = plus || sign == Sign::Plus;
        }
    }
    if (count > mostDigits) {
        return false;
    }
    std::string_view number(digits, count);
    if (!plus && number.starts_with("011") && number.size() > 11) {
        number.remove_prefix(3);
        plus = true;
    } else if (!plus && number.starts_with("00")) {
        number.remove_prefix(2);
        plus = true;
    }
    if (plus) {
        if (number.size() < 8) {
            return false;
        }
        number.remove_prefix(callingCodeSize(number));
    } else if (number.size() == 11 && number[0] == '1' && number[1] >= '2') {
        number.remove_prefix(1); // NANP with its 1
    }
    while (number.starts_with('0')) {
        number.remove_prefix(1);
    }
    if (number.size() < 7 || number.size() > 15) {
        return false;
    }
    if (number.size() > 10) {
        number.remove_prefix(number.size() - 10);
    }
    out.append(number);
    return true;
}

} // namespace bulkhead::provenance
