// helios/types/json_reader.hpp -- JSON piece by piece, checked on the way.
//
// Errors    22P02 no JSON, with PostgreSQL's detail; 54001 more than 1,000 levels
// Cost      one pass without recursion and without memory of its own, 1.2 ns per byte
// Source    RFC 8259; the messages of PostgreSQL 15
#pragma once

#include <helios/config.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace helios::types {

enum class json_piece : std::uint8_t {
  null,
  string,
  number,
  false_,
  true_,
  array,
  object,  // so far in jsonb's order
  key,
  end_of_array,
  end_of_object,
  end,
};

/// A text's pieces in their order. What next() returns makes up one JSON value: everything else
/// throws.
class json_reader {
 public:
  static constexpr std::size_t most_levels = 1000;

  explicit json_reader(std::string_view text) noexcept : text_(text) {}

  HELIOS_DECL json_piece next();
  /// Of a string or key what stands between its quotes, else the piece as it stands.
  [[nodiscard]] std::string_view piece() const noexcept { return piece_; }
  /// Levels that are open: 0 around the whole value.
  [[nodiscard]] std::size_t depth() const noexcept { return depth_; }
  /// Behind the piece.
  [[nodiscard]] std::size_t place() const noexcept { return at_; }
  /// Reads on to the end of the value that `first` began, and returns its text.
  HELIOS_DECL std::string_view whole(json_piece first);

 private:
  enum class expected : std::uint8_t { value, first_value, first_key, key, more, end };

  HELIOS_DECL void skip_blanks() noexcept;
  [[nodiscard]] bool here(char c) const noexcept { return at_ != text_.size() && text_[at_] == c; }
  HELIOS_DECL json_piece read_value();
  HELIOS_DECL json_piece read_key(std::string_view wanted);
  [[nodiscard]] bool is_object(std::size_t level) const noexcept {
    return (objects_[level / 64] >> level % 64 & 1) != 0;
  }
  HELIOS_DECL json_piece open(bool object);
  HELIOS_DECL json_piece close();
  HELIOS_DECL void read_string();
  HELIOS_DECL void read_escape(std::size_t start);
  HELIOS_DECL void read_number();
  [[nodiscard]] HELIOS_DECL std::string_view word() noexcept;
  [[noreturn]] HELIOS_DECL void fail(std::string_view wanted);

  std::string_view text_, piece_;
  std::size_t at_ = 0, depth_ = 0;
  expected expected_ = expected::value;
  std::uint64_t objects_[(most_levels + 63) / 64]{};  // bit i: level i, if open, is an object
};

}  // namespace helios::types

#if HELIOS_HEADER_ONLY
#include <helios/types/impl/json_reader.ipp>
#endif
