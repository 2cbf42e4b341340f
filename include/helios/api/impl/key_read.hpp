// helios/api/impl/key_read.hpp -- one row by its key, without running the plan that finds it.
//
// Shape     a plan that is nothing but the look-up of a whole primary key says which tree, which
//           parameter is which part of the key, and where the columns are
// Threads   one
// Cost      a look-up in the tree, and a cell per column
#pragma once

#include <helios/api/impl/bare_scan.hpp>
#include <helios/api/impl/bound_plan.hpp>
#include <helios/catalog/table_key.hpp>
#include <helios/plan/impl/access_key.hpp>
#include <helios/storage/long_value.hpp>
#include <helios/typed/key_query.hpp>
#include <helios/types/order_key.hpp>

#include <optional>
#include <vector>

namespace helios::api::detail {

class key_read {
 public:
  /// Nothing: the plan does not say so.
  [[nodiscard]] static std::optional<key_read> in(bound_plan_ptr const& plan,
                                                  typed::key_query const& of) {
    std::optional<bare_scan> const found = find_bare_scan(plan->query());
    if (!found || of.read == nullptr) return {};
    plan::scan const& s = *found->from;
    if (!are_columns(s.columns, found->places, of.columns)) return {};
    bool const whole_key = s.index == nullptr && s.filters.empty() &&
                           s.table->primary_key() != nullptr && s.lower.inclusive &&
                           s.upper.inclusive && s.lower.parts == s.upper.parts &&
                           s.lower.parts.size() == plan::detail::rows_key(*s.table).size();
    if (!whole_key) return {};
    key_read r;
    r.plan_ = plan;
    r.read_ = of.read;
    r.table_ = s.table;
    for (exec::key_part const& part : plan::detail::rows_key(*s.table)) {
      exec::expression const& given = *s.lower.parts[r.parts_.size()];
      if (given.kind != exec::expression_kind::parameter || given.type != part.type) return {};
      r.parts_.push_back({given.index, part.type.id});
    }
    for (std::size_t const place : found->places) {
      plan::scan::source const& from = s.sources[place];
      if (from.what != plan::scan::source::type::table_column) return {};
      r.columns_.push_back(from.position);
    }
    return r;
  }

  [[nodiscard]] tree_id rows() const noexcept { return table_->rows; }

  /// Whether the values are of the key's types: else it is for SQL to compare them.
  [[nodiscard]] bool takes(std::span<types::value const> key) const noexcept {
    return std::all_of(parts_.begin(), parts_.end(), [key](part const& p) {
      types::value const& v = key[p.parameter];
      // Arrays of any elements have one type_id.
      if (v.is_null() || p.type == types::type_id::array) return false;
      bool const text = p.type == types::type_id::text && v.type() == types::type_id::unknown;
      return v.type() == p.type || text ||
             (catalog::is_integer(p.type) && catalog::is_integer(v.type()));
    });
  }
  /// Nothing: no row has such a key.  Requires takes().
  [[nodiscard]] std::optional<storage::key_view> key_of(std::span<types::value const> key) {
    if (!catalog::row_layout::orders_rows(*table_))
      return storage::key_view(catalog::number_of(key[parts_.front().parameter]));
    key_.clear();
    for (part const& p : parts_) {
      types::value const& v = key[p.parameter];
      if (v.type() == p.type || !catalog::is_integer(p.type)) {
        types::append_key(key_, v);
      } else {
        types::value const fits = catalog::number_as(catalog::number_of(v), p.type);
        if (catalog::number_of(fits) != catalog::number_of(v)) return {};
        types::append_key(key_, fits);
      }
    }
    return storage::key_view(byte_view(key_));
  }

  /// Hands a row's cells to the query.  Row: storage::found_row, history::seen_row.
  template <class Row>
  [[nodiscard]] typed::key_answer hand_out(storage::shape const& form, storage::key_view const& key,
                                           Row const& row, void* to) {
    place_in(form);
    for (std::size_t i = 0; i != cells_.size(); ++i) {
      if (places_[i] == catalog::row_layout::in_key) {
        cells_[i] = key_cell(table_->columns[columns_[i]].type.id, key.number);
        continue;
      }
      storage::cell const c = row.at(places_[i]);
      cells_[i] = {c.data, c.null};
      if (!c.out_of_line) continue;
      kept_.push_back(storage::content_of(c, row.pages()));
      cells_[i].data = kept_.back().data;
    }
    bool const taken = read_(to, cells_);
    kept_.clear();
    return taken ? typed::key_answer::read : typed::key_answer::for_sql;
  }

 private:
  struct part {
    std::uint32_t parameter;
    types::type_id type;
  };

  key_read() = default;

  /// Where the columns are in rows of this shape: after a merge they may be in another order.
  void place_in(storage::shape const& form) {
    if (form_ == &form) return;  // shapes are kept once each
    catalog::row_layout const layout(*table_, form);
    places_.clear();
    for (std::size_t const c : columns_) places_.push_back(layout.cell_of(c));
    cells_.resize(places_.size());
    kept_.reserve(places_.size());  // cells point into them
    form_ = &form;
  }
  [[nodiscard]] typed::stored_cell key_cell(types::type_id type, std::int64_t number) noexcept {
    std::size_t size = sizeof number;
    switch (type) {
      case types::type_id::int2:
        store(key_cell_, static_cast<std::int16_t>(number)), size = 2;
        break;
      case types::type_id::int4:
        store(key_cell_, static_cast<std::int32_t>(number)), size = 4;
        break;
      default: store(key_cell_, number);
    }
    return {byte_view(key_cell_, size), false};
  }

  bound_plan_ptr plan_;
  decltype(typed::key_query::read) read_ = nullptr;
  catalog::table_ptr table_;
  std::vector<part> parts_;           // in the key's order
  std::vector<std::size_t> columns_;  // of the table
  storage::shape const* form_ = nullptr;
  std::vector<std::size_t> places_;  // cells of the row
  std::vector<typed::stored_cell> cells_;
  std::vector<storage::content> kept_;  // long values of the row at hand
  std::byte key_cell_[sizeof(std::int64_t)]{};
  bytes key_;
};

}  // namespace helios::api::detail
