// helios/plan/impl/given_key.hpp -- a scan that is the look-up of one row by its whole primary key,
// each part of which is a parameter.
//
// Shape     such a scan has one row or none; who knows the tree needs no operators to find it
// Threads   immutable
#pragma once

#include <helios/plan/impl/access_key.hpp>
#include <helios/types/order_key.hpp>

#include <algorithm>
#include <optional>
#include <span>
#include <vector>

namespace helios::plan::detail {

class given_key {
 public:
  /// Nothing: the scan is more than that.
  [[nodiscard]] static std::optional<given_key> in(scan const& s) {
    bool const whole_key = !s.versions && s.state == 0 && s.index == nullptr && s.filters.empty() &&
                           s.table->primary_key() != nullptr && s.lower.inclusive &&
                           s.upper.inclusive && s.lower.parts == s.upper.parts &&
                           s.lower.parts.size() == rows_key(*s.table).size();
    if (!whole_key) return {};
    given_key r;
    r.table_ = s.table;
    r.orders_rows_ = catalog::row_layout::orders_rows(*s.table);
    for (exec::key_part const& part : rows_key(*s.table)) {
      exec::expression const& given = *s.lower.parts[r.parts_.size()];
      // Which enumeration or array a value is of, its type_id does not tell.
      bool const same = given.type == part.type && !types::has_kinds(part.type.id);
      bool const fits =
          same || (catalog::is_integer(given.type.id) && catalog::is_integer(part.type.id));
      if (given.kind != exec::expression_kind::parameter || !fits) return {};
      r.parts_.push_back({given.index, part.type.id});
    }
    return r;
  }

  [[nodiscard]] catalog::table_ptr const& table() const noexcept { return table_; }

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

  given_key() = default;

  catalog::table_ptr table_;
  bool orders_rows_ = false;
  std::vector<part> parts_;  // in the key's order
};

}  // namespace helios::plan::detail
