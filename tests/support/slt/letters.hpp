// tests/support/slt/letters.hpp -- text in lower case, ASCII only: independent of any locale.
#pragma once

#include <string>
#include <string_view>

namespace helios::test::slt {

[[nodiscard]] inline std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

}  // namespace helios::test::slt
