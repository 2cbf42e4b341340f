// helios/api/impl/key_lookup.hpp -- a plan that is nothing but the look-up of a row by its whole
// primary key: which tree, which parameter is which part of the key, and which columns.
//
// Shape     such a plan has one row or none; who knows the tree needs no operators to find it
// Threads   immutable
#pragma once

#include <helios/api/impl/bare_scan.hpp>
#include <helios/catalog/table_key.hpp>
#include <helios/plan/impl/access_key.hpp>
#include <helios/types/order_key.hpp>

#include <algorithm>
#include <optional>
#include <span>
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
    bool const whole_key = s.index == nullptr && s.filters.empty() &&
                           s.table->primary_key() != nullptr && s.lower.inclusive &&
                           s.upper.inclusive && s.lower.parts == s.upper.parts &&
                           s.lower.parts.size() == plan::detail::rows_key(*s.table).size();
    if (!whole_key) return {};
    key_lookup r;
    r.table_ = s.table;
    r.orders_rows_ = catalog::row_layout::orders_rows(*s.table);
    for (exec::key_part const& part : plan::detail::rows_key(*s.table)) {
      exec::expression const& given = *s.lower.parts[r.parts_.size()];
      // Which enumeration or array a value is of, its type_id does not tell.
      bool const same = given.type == part.type && !types::has_kinds(part.type.id);
      bool const fits =
          same || (catalog::is_integer(given.type.id) && catalog::is_integer(part.type.id));
      if (given.kind != exec::expression_kind::parameter || !fits) return {};
      r.parts_.push_back({given.index, part.type.id});
    }
    for (std::size_t const place : found->places) {
      plan::scan::source const& from = s.sources[place];
      if (from.what != plan::scan::source::type::table_column) return {};
      r.columns_.push_back({from.position, s.columns[place].type});
    }
    return r;
  }

  [[nodiscard]] catalog::table_definition const& table() const noexcept { return *table_; }
  [[nodiscard]] tree_id rows() const noexcept { return table_->rows; }
  /// Those of the query.
  [[nodiscard]] std::span<column const> columns() const noexcept { return columns_; }

  /// Whether the values are of the key's types: else it is for SQL to compare them.
  [[nodiscard]] bool takes(std::span<types::value const> parameters) const noexcept {
    return std::all_of(parts_.begin(), parts_.end(), [parameters](part const& p) {
      types::value const& v = parameters[p.parameter];
      if (v.is_null()) return false;
      bool const text = p.type == types::type_id::text && v.type() == types::type_id::unknown;
      return v.type() == p.type || text ||
             (catalog::is_integer(p.type) && catalog::is_integer(v.type()));
    });
  }
  /// Nothing: no row has such a key. A text is put into `scratch`.  Requires takes().
  [[nodiscard]] std::optional<storage::key_view> key_of(std::span<types::value const> parameters,
                                                        bytes& scratch) const {
    if (!orders_rows_)
      return storage::key_view(catalog::number_of(parameters[parts_.front().parameter]));
    scratch.clear();
    for (part const& p : parts_) {
      types::value const& v = parameters[p.parameter];
      if (v.type() == p.type || !catalog::is_integer(p.type)) {
        types::append_key(scratch, v);
      } else {
        types::value const fits = catalog::number_as(catalog::number_of(v), p.type);
        if (catalog::number_of(fits) != catalog::number_of(v)) return {};
        types::append_key(scratch, fits);
      }
    }
    return storage::key_view(byte_view(scratch));
  }

 private:
  struct part {
    std::uint32_t parameter;
    types::type_id type;
  };

  key_lookup() = default;

  catalog::table_ptr table_;
  bool orders_rows_ = false;
  std::vector<part> parts_;  // in the key's order
  std::vector<column> columns_;
};

}  // namespace helios::api::detail
