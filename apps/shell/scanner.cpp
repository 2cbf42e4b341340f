// apps/shell/scanner.cpp -- see scanner.hpp
#include "scanner.hpp"

#include <utility>

namespace shell {

namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c & '\x80') != 0;
}
bool is_word(char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '$'; }

}  // namespace

void scanner::add(std::string_view line) { text_.append(line).push_back('\n'); }

void scanner::clear() { *this = scanner(); }

/// At a $: $$ or $word$ begins a text that ends with the same.
void scanner::begin_dollar_quote() {
  std::size_t end = next_ + 1;
  if (next_ != 0 && is_word(text_[next_ - 1])) return;
  while (end < text_.size() && is_word(text_[end]) && text_[end] != '$') ++end;
  bool const number = end > next_ + 1 && !is_letter(text_[next_ + 1]);
  if (end == text_.size() || text_[end] != '$' || number) return;
  tag_ = text_.substr(next_, end + 1 - next_);
  in_ = inside::dollar;
  next_ = end;
}

bool scanner::scan() {
  for (; next_ < text_.size(); ++next_) {
    char const c = text_[next_];
    char const following = next_ + 1 < text_.size() ? text_[next_ + 1] : '\0';
    switch (in_) {
      case inside::nothing:
        if (c == '-' && following == '-') {
          in_ = inside::line;
          break;
        }
        if (c == '/' && following == '*') {
          in_ = inside::block;
          comments_ = 1;
          ++next_;
          break;
        }
        if (c == ';' && brackets_ <= 0) return true;
        if (c != ' ' && c != '\t' && c != '\n' && c != '\r') blank_ = false;
        if (c == '(') ++brackets_;
        if (c == ')') --brackets_;
        if (c == '"') in_ = inside::name;
        if (c == '\'') {
          char const before = next_ == 0 ? ' ' : text_[next_ - 1];
          bool const word_before = next_ > 1 && is_word(text_[next_ - 2]);
          bool const escapes = (before == 'e' || before == 'E') && !word_before;
          in_ = escapes ? inside::escaped_quote : inside::quote;
        }
        if (c == '$') begin_dollar_quote();
        break;
      // A doubled quote ends one text and begins another, which comes to the same.
      case inside::escaped_quote:
        if (c == '\\') ++next_;
        [[fallthrough]];
      case inside::quote:
        if (c == '\'') in_ = inside::nothing;
        break;
      case inside::name:
        if (c == '"') in_ = inside::nothing;
        break;
      case inside::dollar:
        if (c == '$' && text_.compare(next_, tag_.size(), tag_) == 0) {
          next_ += tag_.size() - 1;
          in_ = inside::nothing;
        }
        break;
      case inside::line:
        if (c == '\n') in_ = inside::nothing;
        break;
      case inside::block:
        if (c == '*' && following == '/') {
          ++next_;
          if (--comments_ == 0) in_ = inside::nothing;
        } else if (c == '/' && following == '*') {
          ++next_;
          ++comments_;
        }
        break;
    }
  }
  return false;
}

bool scanner::take(std::string& statement) {
  if (!scan()) return false;
  std::size_t const first = text_.find_first_not_of(" \t\r\n");
  statement = text_.substr(first, next_ + 1 - first);
  std::string behind = text_.substr(next_ + 1);
  if (behind.find_first_not_of(" \t\r\n") == std::string::npos) behind.clear();
  clear();
  text_ = std::move(behind);
  return true;
}

std::string scanner::rest() {
  std::string all = blank_ ? std::string() : std::move(text_);
  clear();
  return all;
}

}  // namespace shell
