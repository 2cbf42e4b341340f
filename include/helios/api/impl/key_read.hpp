// helios/api/impl/key_read.hpp -- one row by its key, without running the plan that finds it.
//
// Shape     the plan's key_lookup says which row, this hands its cells to a typed query
// Threads   one
// Cost      a look-up in the tree, and a cell per column
#pragma once

#include <helios/api/impl/bound_plan.hpp>
#include <helios/storage/long_value.hpp>
#include <helios/typed/key_query.hpp>

#include <optional>
#include <vector>

namespace helios::api::detail {

class key_read {
 public:
  /// Nothing: the plan does not say so.
  [[nodiscard]] static std::optional<key_read> in(bound_plan_ptr const& plan,
                                                  typed::key_query const& of) {
    if (!plan->by_key || of.read == nullptr) return {};
    std::span<key_lookup::column const> const columns = plan->by_key->columns();
    bool const as_stored =
        std::equal(columns.begin(), columns.end(), of.columns.begin(), of.columns.end(),
                   [](key_lookup::column const& found, typed::column_schema const& wanted) {
                     return found.type == wanted.type;
                   });
    if (!as_stored) return {};
    return key_read(plan, of.read);
  }

  [[nodiscard]] tree_id rows() const noexcept { return lookup_->rows(); }
  /// As key_lookup::takes().
  [[nodiscard]] bool takes(std::span<types::value const> key) const noexcept {
    return lookup_->takes(key);
  }
  /// As key_lookup::key_of().
  [[nodiscard]] std::optional<storage::key_view> key_of(std::span<types::value const> key) {
    return lookup_->key_of(key, key_);
  }

  /// Hands a row's cells to the query.  Row: storage::found_row, history::seen_row.
  template <class Row>
  [[nodiscard]] typed::key_answer hand_out(storage::shape const& form, storage::key_view const& key,
                                           Row const& row, void* to) {
    place_in(form);
    for (std::size_t i = 0; i != cells_.size(); ++i) {
      if (places_[i] == catalog::row_layout::in_key) {
        cells_[i] = key_cell(lookup_->columns()[i].type.id, key.number);
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
  key_read(bound_plan_ptr plan, decltype(typed::key_query::read) read)
      : plan_(std::move(plan)), lookup_(&*plan_->by_key), read_(read) {}

  /// Where the columns are in rows of this shape: after a merge they may be in another order.
  void place_in(storage::shape const& form) {
    if (form_ == &form) return;  // shapes are kept once each
    catalog::row_layout const layout(lookup_->table(), form);
    places_.clear();
    for (key_lookup::column const& c : lookup_->columns())
      places_.push_back(layout.cell_of(c.position));
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
  key_lookup const* lookup_;  // the plan's
  decltype(typed::key_query::read) read_;
  storage::shape const* form_ = nullptr;
  std::vector<std::size_t> places_;  // cells of the row
  std::vector<typed::stored_cell> cells_;
  std::vector<storage::content> kept_;  // long values of the row at hand
  std::byte key_cell_[sizeof(std::int64_t)]{};
  bytes key_;
};

}  // namespace helios::api::detail
