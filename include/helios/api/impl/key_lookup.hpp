// helios/api/impl/key_lookup.hpp -- a query that is nothing but the look-up of a row by its whole
// primary key (plan/impl/given_key.hpp), and which of its columns are asked for.
//
// Threads   immutable
#pragma once

#include <helios/api/impl/bare_scan.hpp>
#include <helios/plan/impl/given_key.hpp>

#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace helios::api::detail {

class key_lookup {
 public:
  struct column {
    std::size_t position;  // in the table
    types::data_type type;
  };

  /// Nothing: the query is more than that.
  [[nodiscard]] static std::optional<key_lookup> in(plan::query const& q) {
    std::optional<bare_scan> const found = find_bare_scan(q);
    if (!found) return {};
    plan::scan const& s = *found->from;
    std::optional<plan::detail::given_key> key = plan::detail::given_key::in(s);
    if (!key) return {};
    key_lookup r(*std::move(key));
    for (std::size_t const place : found->places) {
      plan::scan::source const& from = s.sources[place];
      if (from.what != plan::scan::source::type::table_column) return {};
      r.columns_.push_back({from.position, s.columns[place].type});
    }
    return r;
  }

  [[nodiscard]] catalog::table_definition const& table() const noexcept { return *key_.table(); }
  [[nodiscard]] tree_id rows() const noexcept { return table().rows; }
  /// Those of the query.
  [[nodiscard]] std::span<column const> columns() const noexcept { return columns_; }

  /// As given_key::takes().
  [[nodiscard]] bool takes(std::span<types::value const> parameters) const noexcept {
    return key_.takes(parameters);
  }
  /// As given_key::key_of().
  [[nodiscard]] std::optional<storage::key_view> key_of(std::span<types::value const> parameters,
                                                        bytes& scratch) const {
    return key_.key_of(parameters, scratch);
  }

 private:
  explicit key_lookup(plan::detail::given_key key) : key_(std::move(key)) {}

  plan::detail::given_key key_;
  std::vector<column> columns_;
};

}  // namespace helios::api::detail
