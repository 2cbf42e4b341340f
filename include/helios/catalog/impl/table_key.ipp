// helios/catalog/impl/table_key.ipp -- values to keys and images, and back.
#pragma once

#include <helios/catalog/table_key.hpp>

#include <helios/types/order_key.hpp>
#include <helios/types/value_image.hpp>

#include <algorithm>

namespace helios::catalog {

std::int64_t number_of(types::value const& v) noexcept {
  switch (v.type()) {
    case types::type_id::int2: return v.as<std::int16_t>();
    case types::type_id::int4: return v.as<std::int32_t>();
    default: return v.as<std::int64_t>();
  }
}

types::value number_as(std::int64_t number, types::type_id type) {
  switch (type) {
    case types::type_id::int2: return types::value(static_cast<std::int16_t>(number));
    case types::type_id::int4: return types::value(static_cast<std::int32_t>(number));
    default: return types::value(number);
  }
}

namespace detail {

[[noreturn]] inline void throw_unlike_definition(table_definition const& t) {
  throw error(errc::data_corrupted,
              "the rows of table \"" + t.name + "\" are not as it is defined");
}

[[nodiscard]] inline row_key_kind key_kind_of(table_definition const& t) {
  constraint_definition const* const primary = t.primary_key();
  if (primary == nullptr) return row_key_kind::row_id;
  bool const fast =
      primary->columns.size() == 1 && is_integer(t.column(primary->columns.front()).type.id);
  return fast ? row_key_kind::integer : row_key_kind::ordered;
}

[[nodiscard]] inline storage::shape rows_shape(table_definition const& t, row_key_kind kind) {
  std::vector<storage::column_shape> columns;
  for (column_definition const& c : t.columns) {
    if (kind == row_key_kind::integer && c.id == t.primary_key()->columns.front()) continue;
    columns.push_back({c.id, types::physical(c.type)});
  }
  if (columns.empty()) columns.push_back({filler_column, physical_type::boolean});
  return {kind == row_key_kind::ordered ? storage::key_kind::bytes : storage::key_kind::int64,
          std::move(columns)};
}

}  // namespace detail

row_layout::row_layout(table_definition const& t)
    : row_layout(t, std::make_shared<storage::shape const>(
                        detail::rows_shape(t, detail::key_kind_of(t)))) {}

row_layout::row_layout(table_definition const& t, storage::shape const& form)
    : row_layout(t, std::shared_ptr<storage::shape const>(std::shared_ptr<void>(), &form)) {}

row_layout::row_layout(table_definition const& t, std::shared_ptr<storage::shape const> form)
    : kind_(detail::key_kind_of(t)),
      form_(std::move(form)),
      columns_(form_->columns().size(), in_key) {
  bool const ordered = form_->keys() == storage::key_kind::bytes;
  if (ordered != (kind_ == row_key_kind::ordered)) detail::throw_unlike_definition(t);
  types_.reserve(t.columns.size());
  cells_.reserve(t.columns.size());
  for (std::size_t i = 0; i != t.columns.size(); ++i) {
    types_.push_back(t.columns[i].type);
    std::size_t const at = form_->find(t.columns[i].id);
    bool const is_key =
        kind_ == row_key_kind::integer && t.columns[i].id == t.primary_key()->columns.front();
    bool const fits = at == storage::shape::npos
                          ? is_key
                          : form_->columns()[at].type == types::physical(t.columns[i].type);
    if (!fits) detail::throw_unlike_definition(t);
    cells_.push_back(at == storage::shape::npos ? in_key : at);
    if (cells_.back() != in_key) columns_[at] = i;
  }
  if (kind_ == row_key_kind::row_id) return;
  for (column_id const c : t.primary_key()->columns) keys_.push_back(t.find_column(c));
}

bool row_layout::orders_rows(table_definition const& table) noexcept {
  return detail::key_kind_of(table) == row_key_kind::ordered;
}

storage::key row_layout::key_of(std::span<types::value const> values) const {
  HELIOS_EXPECTS(kind_ != row_key_kind::row_id && values.size() == types_.size());
  if (kind_ == row_key_kind::integer)
    return {storage::key_kind::int64, number_of(values[keys_.front()])};
  bytes key;
  for (std::size_t const k : keys_) types::append_key(key, values[k]);
  storage::check_key(storage::key_kind::bytes, byte_view(key));
  return {storage::key_kind::bytes, byte_view(key)};
}

bytes row_layout::image_of(std::span<types::value const> values) const {
  row_images one(*this);
  byte_view const image = one.image_of(values);
  return {image.begin(), image.end()};
}

byte_view row_images::image_of(std::span<types::value const> values,
                               callback_ref<history::seen_row const*()> before) {
  HELIOS_EXPECTS(values.size() == of_->types_.size());
  builder_.clear();
  for (std::size_t const column : of_->columns_) {
    if (column == row_layout::in_key) {
      builder_.add_null();
    } else {
      add(column, values[column], before);
    }
  }
  return builder_.image();
}

byte_view row_images::image_of(history::seen_row const& before,
                               std::span<std::size_t const> columns,
                               std::span<types::value const> values) {
  builder_.clear();
  for (std::size_t cell = 0; cell != of_->columns_.size(); ++cell) {
    auto const changed = std::find(columns.begin(), columns.end(), of_->columns_[cell]);
    if (changed == columns.end()) {
      builder_.add(before.at(cell));
    } else {
      add(*changed, values[static_cast<std::size_t>(changed - columns.begin())],
          [&before] { return &before; });
    }
  }
  return builder_.image();
}

void row_images::add(std::size_t column, types::value const& value,
                     callback_ref<history::seen_row const*()> before) {
  storage::cell next;
  if (!value.is_null()) {
    next = storage::cell_of(types::image_in(value, of_->types_[column], part_));
    history::seen_row const* const row =
        next.data.size() > storage::longest_inline_value ? before() : nullptr;
    if (row != nullptr) {
      storage::cell const was = row->at(of_->cells_[column]);
      if (was.out_of_line && storage::same_content(was, next, row->pages())) next = was;
    }
  }
  builder_.add(next);
}

types::value row_layout::from_cell(storage::cell const& cell, types::data_type type,
                                   storage::page_source* pages) {
  if (cell.null) return {};
  return types::read_image(storage::content_of(cell, pages).data, type);
}

}  // namespace helios::catalog
