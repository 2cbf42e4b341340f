// helios/api/result_parts.hpp -- what a result says of itself beside its rows.
#pragma once

#include <helios/types/data_type.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace helios {

struct result_column {
  std::string name;
  types::data_type type;
};

/// The columns of a result, shared by all that a plan yields.
using result_columns = std::shared_ptr<std::vector<result_column> const>;

/// What a statement says it did: "SELECT", "INSERT 0 3", "CREATE TABLE". Text is made of it when
/// somebody asks.
class command_tag {
 public:
  command_tag() = default;
  /// Words that outlive it: literals.
  command_tag(char const* words) noexcept : words_(words) {}       // NOLINT
  command_tag(std::string_view words) noexcept : words_(words) {}  // NOLINT
  /// "INSERT 0 " and a number of rows.
  command_tag(std::string_view words, std::uint64_t rows) noexcept
      : words_(words), rows_(rows), counts_(true) {}
  /// Words that were put together.
  command_tag(std::string words)  // NOLINT
      : own_(std::make_unique<std::string>(std::move(words))) {}

  [[nodiscard]] std::string text() const {
    if (own_) return *own_;
    std::string all(words_);
    if (counts_) all += std::to_string(rows_);
    return all;
  }
  friend bool operator==(command_tag const& a, std::string_view b) { return a.text() == b; }

 private:
  std::string_view words_;
  std::uint64_t rows_ = 0;
  bool counts_ = false;
  std::unique_ptr<std::string> own_;
};

/// What PostgreSQL would send beside the result: NOTICE, or WARNING.
struct notice {
  bool warning = false;
  std::string sqlstate, message;
};

}  // namespace helios
