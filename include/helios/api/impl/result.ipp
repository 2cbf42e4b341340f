// helios/api/impl/result.ipp -- see helios/api/result.hpp
#pragma once

#include <helios/api/result.hpp>

#include <helios/api/impl/result_state.hpp>
#include <helios/base/border.hpp>

namespace helios {

result::result(std::unique_ptr<detail::result_state> state) noexcept : state_(std::move(state)) {}
result::result(result&&) noexcept = default;
result& result::operator=(result&&) noexcept = default;
result::~result() = default;

detail::result_state& result::state() const {
  if (!state_) {
    throw error(errc::object_not_in_prerequisite_state, "this result has been moved from");
  }
  return *state_;
}

std::string const& result::tag() const {
  detail::result_state& of = state();
  if (of.tag_text.empty()) of.tag_text = of.tag.text();
  return of.tag_text;
}
std::uint64_t result::rows_affected() const { return state().rows; }
std::span<result_column const> result::columns() const {
  result_columns const& all = state().columns;
  return all ? std::span<result_column const>(*all) : std::span<result_column const>();
}
std::vector<notice> const& result::notices() const { return state().notices; }
bool result::advance() {
  return detail::at_border([&] { return state().advance(); });
}
bool result::advance_into(void* whole, std::span<detail::part_reader const> parts,
                          std::string_view wanted) {
  return detail::at_border([&] {
    detail::result_state& of = state();
    if (!of.step()) return false;
    detail::read_parts(*of.block, of.at, whole, parts, wanted);
    return true;
  });
}
row result::current() const { return *state().current; }

result::iterator result::begin() {
  if (!state().begun) advance();
  return iterator(state());
}

row const& result::iterator::operator*() const noexcept { return *of_->current; }
result::iterator& result::iterator::operator++() {
  detail::at_border([&] { of_->advance(); });
  return *this;
}
bool result::iterator::at_end() const noexcept { return !of_->current; }

void result::refuse_none() {
  throw error(errc::no_data_found, "query returned no rows")
      .hint("query_one gives a std::optional.");
}
void result::refuse_more() {
  throw error(errc::too_many_rows, "query returned more than one row")
      .hint("Make sure the query returns a single row, or use LIMIT 1.");
}

}  // namespace helios
