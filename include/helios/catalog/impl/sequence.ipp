// helios/catalog/impl/sequence.ipp -- sequences as rows of the catalog, and their arithmetic.
#pragma once

#include <helios/catalog/sequence.hpp>

#include <helios/catalog/impl/definition_fields.hpp>

namespace helios::catalog {

namespace detail {
template <class Archive, class Sequence>
void fields(Archive& a, Sequence& s, as_type<sequence_definition>) {
  a(s.counter, s.start, s.first, s.increment, s.minimum, s.maximum, s.cycle, s.owner,
    s.owner_column);
}
}  // namespace detail

void check_options(sequence_definition const& s) {
  auto const refuse = [](std::string text) {
    throw error(errc::invalid_parameter_value, std::move(text));
  };
  auto const number = [](std::int64_t n) { return std::to_string(n); };
  if (s.increment == 0) refuse("INCREMENT must not be zero");
  if (s.minimum >= s.maximum)
    refuse("MINVALUE (" + number(s.minimum) + ") must be less than MAXVALUE (" + number(s.maximum) +
           ")");
  if (s.start < s.minimum)
    refuse("START value (" + number(s.start) + ") cannot be less than MINVALUE (" +
           number(s.minimum) + ")");
  if (s.start > s.maximum)
    refuse("START value (" + number(s.start) + ") cannot be greater than MAXVALUE (" +
           number(s.maximum) + ")");
}

std::int64_t nth_value(sequence_definition const& s, std::uint64_t n) {
  HELIOS_EXPECTS(n != 0);
  int128 const step = s.increment;
  int128 const value = s.first + step * static_cast<int128>(n - 1);
  if (value >= s.minimum && value <= s.maximum) return static_cast<std::int64_t>(value);
  bool const up = s.increment > 0;
  if (!s.cycle) {
    std::string const which = up ? "maximum" : "minimum";
    throw error(errc::sequence_generator_limit_exceeded,
                "nextval: reached " + which + " value of sequence \"" + s.name + "\" (" +
                    std::to_string(up ? s.maximum : s.minimum) + ")");
  }
  int128 const from = up ? s.minimum : s.maximum;
  int128 const width = step < 0 ? -step : step;
  int128 const per_round = (static_cast<int128>(s.maximum) - s.minimum) / width + 1;
  int128 const in_first =
      (up ? s.maximum - static_cast<int128>(s.first) : s.first - static_cast<int128>(s.minimum)) /
          width +
      1;
  int128 const place = (static_cast<int128>(n - 1) - in_first) % per_round;
  return static_cast<std::int64_t>(from + step * place);
}

std::int64_t last_value(sequence_definition const& s, std::uint64_t n) {
  // How many steps there are between the first value and the end that it moves towards.
  int128 const room = s.increment > 0 ? static_cast<int128>(s.maximum) - s.first
                                      : static_cast<int128>(s.first) - s.minimum;
  int128 const step =
      s.increment > 0 ? static_cast<int128>(s.increment) : -static_cast<int128>(s.increment);
  auto const values = static_cast<std::uint64_t>(room / step) + 1;
  return nth_value(s, s.cycle || n <= values ? n : values);
}

object_row encode(sequence_definition const& s) {
  return {s.id, object_kind::sequence, s.schema, s.name, detail::encode_definition(s)};
}

sequence_definition decode_sequence(object_row const& row) {
  auto s = detail::decode_definition<sequence_definition>(row, object_kind::sequence);
  s.id = row.id;
  s.schema = row.schema;
  s.name = row.name;
  if (s.increment == 0 || s.minimum >= s.maximum || s.start < s.minimum || s.start > s.maximum ||
      s.first < s.minimum || s.first > s.maximum)
    throw error(errc::data_corrupted, "the definition of sequence \"" + s.name + "\" is damaged");
  return s;
}

}  // namespace helios::catalog
