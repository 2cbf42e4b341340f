// helios/sql/impl/define/text_edit.hpp -- a text with some of its parts replaced.
//
// Requires  parts do not overlap
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace helios::sql::defining {

class text_edit {
 public:
  explicit text_edit(std::string_view text) noexcept : text_(text) {}

  [[nodiscard]] std::string_view text() const noexcept { return text_; }
  void replace(std::size_t offset, std::size_t length, std::string with) {
    parts_.push_back({offset, length, std::move(with)});
  }
  [[nodiscard]] std::string result() {
    std::sort(parts_.begin(), parts_.end(),
              [](part const& a, part const& b) { return a.offset < b.offset; });
    std::string out;
    std::size_t done = 0;
    for (part const& p : parts_) {
      out.append(text_.substr(done, p.offset - done)).append(p.with);
      done = p.offset + p.length;
    }
    return out.append(text_.substr(done));
  }

 private:
  struct part {
    std::size_t offset, length;
    std::string with;
  };
  std::string_view text_;
  std::vector<part> parts_;
};

}  // namespace helios::sql::defining
