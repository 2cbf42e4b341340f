// apps/shell/scanner.hpp -- where statements end: at semicolons that are not within quotes,
// dollar quotes, comments or brackets.
#pragma once

#include <string>
#include <string_view>

namespace shell {

class scanner {
 public:
  /// One more line, without its end.
  void add(std::string_view line);
  /// Takes the next complete statement, its semicolon included; false: there is none yet.
  bool take(std::string& statement);
  /// Takes what is left when the input ends.
  std::string rest();
  /// Nothing but blanks and comments has been added since the last statement.
  [[nodiscard]] bool empty() const noexcept { return blank_; }
  void clear();

 private:
  enum class inside : unsigned char { nothing, quote, escaped_quote, name, dollar, line, block };
  /// Looks at the characters that were not looked at yet; true: a statement ends before next_.
  bool scan();
  void begin_dollar_quote();

  std::string text_;
  std::size_t next_ = 0;  // first character not looked at
  inside in_ = inside::nothing;
  std::string tag_;   // of a dollar quote
  int comments_ = 0;  // block comments nest
  int brackets_ = 0;
  bool blank_ = true;
};

}  // namespace shell
