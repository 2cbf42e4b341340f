// helios/api/impl/row.ipp -- fields to C++ values.
#pragma once

#include <helios/api/row.hpp>
#include <helios/types/array.hpp>
#include <helios/types/cast.hpp>
#include <helios/types/value_text.hpp>
#include <helios/types/vector.hpp>

#include <helios/api/impl/row_block.hpp>
#include <helios/base/border.hpp>

#include <cmath>

namespace helios {

std::string const& field::name() const noexcept { return (*in_->columns)[column_].name; }
types::data_type field::type() const noexcept { return (*in_->columns)[column_].type; }
bool field::is_null() const noexcept { return in_->column(column_).is_null(in_->rows.rows[row_]); }
types::value field::value() const {
  return detail::at_border(
      [&] { return exec::value_at(in_->column(column_), in_->rows.rows[row_]); });
}
std::string field::text() const {
  return detail::at_border([&] { return is_null() ? std::string() : types::to_text(value()); });
}

void field::refuse_null(std::string_view wanted) const {
  if (!is_null()) return;
  std::string const type(wanted);
  throw error(errc::null_value_no_indicator,
              "column \"" + name() + "\" is NULL, which " + type + " has no value for")
      .hint("Read it as std::optional<" + type + ">.");
}

void field::refuse_label(std::string_view wanted) const {
  throw error(errc::datatype_mismatch, "column \"" + name() + "\" holds " + text() +
                                           ", which is no enumerator of " + std::string(wanted));
}

void field::refuse_type(std::string_view wanted) const {
  throw error(errc::datatype_mismatch, "column \"" + name() + "\" is of type " +
                                           types::to_string(type()) + ", which does not read as " +
                                           std::string(wanted));
}

void const* field::checked_element(types::type_id of, std::string_view wanted) const {
  exec::column const& c = in_->column(column_);
  if (c.type.id != of) refuse_type(wanted);
  refuse_null(wanted);
  return static_cast<std::byte const*>(c.elements) +
         std::size_t{in_->rows.rows[row_]} * exec::element_size(of);
}

std::int64_t field::read_integer(std::int64_t least, std::int64_t greatest,
                                 std::string_view wanted) const {
  exec::column const& c = in_->column(column_);
  std::uint32_t const at = in_->rows.rows[row_];
  int128 v = 0;
  switch (c.type.id) {
    case types::type_id::int2: refuse_null(wanted), v = c.as<std::int16_t>()[at]; break;
    case types::type_id::int4: refuse_null(wanted), v = c.as<std::int32_t>()[at]; break;
    case types::type_id::int8: refuse_null(wanted), v = c.as<std::int64_t>()[at]; break;
    case types::type_id::numeric: {
      refuse_null(wanted);
      types::decimal const whole = types::trim_scale(c.as<types::decimal>()[at]);
      if (whole.scale() != 0) {
        throw error(errc::datatype_mismatch, "column \"" + name() + "\" holds " + text() +
                                                 ", which is not whole and does not read as " +
                                                 std::string(wanted));
      }
      v = whole.mantissa();
      break;
    }
    default: refuse_type(wanted);  // of all other types
  }
  if (v < least || v > greatest) {
    throw error(errc::numeric_value_out_of_range, "column \"" + name() + "\" holds " + text() +
                                                      ", which is out of range for " +
                                                      std::string(wanted));
  }
  return static_cast<std::int64_t>(v);
}

double field::read_number(double greatest, std::string_view wanted) const {
  exec::column const& c = in_->column(column_);
  std::uint32_t const at = in_->rows.rows[row_];
  switch (c.type.id) {
    case types::type_id::int2:
    case types::type_id::int4:
    case types::type_id::int8:
      return static_cast<double>(read_integer(std::numeric_limits<std::int64_t>::min(),
                                              std::numeric_limits<std::int64_t>::max(), wanted));
    case types::type_id::float4: return refuse_null(wanted), c.as<float>()[at];
    case types::type_id::float8: {
      refuse_null(wanted);
      double const v = c.as<double>()[at];
      if (std::isfinite(v) && std::abs(v) > greatest) {
        throw error(errc::numeric_value_out_of_range, "column \"" + name() + "\" holds " + text() +
                                                          ", which is out of range for " +
                                                          std::string(wanted));
      }
      return v;
    }
    case types::type_id::numeric:
      refuse_null(wanted);
      return types::cast(value(), types::type_id::float8).as<double>();
    default: refuse_type(wanted);  // of all other types
  }
}

std::string_view field::read_text(std::string_view wanted) const {
  exec::column const& c = in_->column(column_);
  if (c.type.id == types::type_id::enumeration) {
    refuse_null(wanted);
    return types::label_of(c.as<types::enumerator>()[in_->rows.rows[row_]]);
  }
  if (c.type.id == types::type_id::jsonb) {
    refuse_null(wanted);
    return c.as<types::jsonb_view>()[in_->rows.rows[row_]].text;
  }
  if (c.type.id == types::type_id::bytea ||
      (c.type.id != types::type_id::json &&
       types::category(c.type.id) != types::type_category::string &&
       c.type.id != types::type_id::unknown)) {
    refuse_type(wanted);
  }
  refuse_null(wanted);
  return c.as<std::string_view>()[in_->rows.rows[row_]];
}

std::shared_ptr<detail::row_block const> field::read_elements(std::uint32_t& count,
                                                              std::string_view wanted) const {
  bool const vector = type().id == types::type_id::vector;
  if (!vector && type().id != types::type_id::array) refuse_type(wanted);
  refuse_null(wanted);
  return detail::at_border([&] {
    types::value const whole = vector ? types::array_of_numbers(value().as_vector()) : value();
    std::vector<types::value> const all = types::elements_of(whole.as_array());
    types::data_type const element = whole.as_array().element();
    auto block = std::make_shared<detail::row_block>();
    block->columns = std::make_shared<std::vector<result_column> const>(
        std::vector<result_column>{{name(), element}});
    block->rows.columns.push_back(exec::make_column(block->rows.memory, element, all));
    count = static_cast<std::uint32_t>(all.size());
    block->rows.rows = {nullptr, count};
    return block;
  });
}

void field::read_vector(std::span<float> to, std::string_view wanted) const {
  if (type().id != types::type_id::vector) refuse_type(wanted);
  refuse_null(wanted);
  auto const v = in_->column(column_).as<types::vector_view>()[in_->rows.rows[row_]];
  types::check_dimensions(v, {types::type_id::vector, static_cast<std::int32_t>(to.size())});
  std::memcpy(to.data(), v.image().data(), v.image().size());
}

std::int64_t field::read_time(types::type_id of, std::string_view wanted) const {
  auto const at = element<types::timestamp_tz>(of, wanted);  // timestamp is laid out alike
  if (!at.finite()) {
    throw error(errc::datetime_field_overflow, "column \"" + name() + "\" holds " + text() +
                                                   ", which " + std::string(wanted) +
                                                   " has no value for")
        .hint("Read it as helios::types::timestamp_tz or timestamp.");
  }
  return raw(types::to_unix(at));
}

std::int32_t field::read_day(std::string_view wanted) const {
  auto const day = element<types::date>(types::type_id::date, wanted);
  if (!day.finite()) {
    throw error(errc::datetime_field_overflow, "column \"" + name() + "\" holds " + text() +
                                                   ", which " + std::string(wanted) +
                                                   " has no value for")
        .hint("Read it as helios::types::date.");
  }
  return day.count + static_cast<std::int32_t>(types::unix_to_2000_days);
}

std::span<result_column const> row::columns() const noexcept { return *in_->columns; }

field row::operator[](std::size_t column) const {
  if (column >= size()) {
    throw error(errc::undefined_column, "column number " + std::to_string(column) +
                                            " does not exist: the row has " +
                                            std::to_string(size()) + ", numbered from 0");
  }
  return {*in_, static_cast<std::uint32_t>(column), at_};
}

field row::operator[](std::string_view column) const {
  std::size_t found = size();
  for (std::size_t i = 0; i != size(); ++i) {
    if (columns()[i].name != column) continue;
    if (found != size()) {
      throw error(errc::ambiguous_column,
                  "the row has two columns named \"" + std::string(column) + "\"")
          .hint("Give one of them another name with AS, or read it by position.");
    }
    found = i;
  }
  if (found == size()) {
    std::string all;
    for (result_column const& c : columns()) all += (all.empty() ? "" : ", ") + c.name;
    throw error(errc::undefined_column,
                "column \"" + std::string(column) + "\" does not exist in the result")
        .hint("Its columns are: " + all + ".");
  }
  return {*in_, static_cast<std::uint32_t>(found), at_};
}

namespace detail {

[[noreturn]] inline void refuse_count(std::size_t columns, std::size_t parts,
                                      std::string_view wanted) {
  throw error(errc::datatype_mismatch, "a row of " + std::to_string(columns) +
                                           " columns does not read as " + std::string(wanted) +
                                           ", which has " + std::to_string(parts));
}

/// An element as it lies. Copies of a length that the compiler knows are no calls.
inline void copy_part(void* to, void const* elements, std::uint32_t at, std::uint8_t bytes) {
  auto const* const from = static_cast<std::byte const*>(elements) + std::size_t{at} * bytes;
  switch (bytes) {
    case 8: std::memcpy(to, from, 8); break;
    case 4: std::memcpy(to, from, 4); break;
    case 16: std::memcpy(to, from, 16); break;
    default: std::memcpy(to, from, bytes);
  }
}

}  // namespace detail

void detail::read_parts(row_block const& in, std::uint32_t row, void* whole,
                        std::span<part_reader const> parts, std::string_view wanted) {
  if (in.columns->size() != parts.size()) refuse_count(in.columns->size(), parts.size(), wanted);
  std::uint32_t const at = in.rows.rows[row];
  std::uint32_t column = 0;
  for (part_reader const& part : parts) {
    exec::column const& c = in.column(column);
    void* const to = static_cast<std::byte*>(whole) + part.offset;
    if (part.bytes == 0 || c.type.id != part.copied || c.is_null(at)) {
      part.read(field(in, column, row), to);
    } else if (part.copied == types::type_id::text) {
      static_cast<std::string*>(to)->assign(c.as<std::string_view>()[at]);
    } else {
      copy_part(to, c.elements, at, part.bytes);
    }
    ++column;
  }
}

void row::expect_columns(std::size_t count, std::string_view wanted) const {
  if (size() != count) detail::refuse_count(size(), count, wanted);
}

}  // namespace helios
