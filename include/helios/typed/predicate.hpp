// helios/typed/predicate.hpp -- a condition on one table that is put together at run time.
//
// Shape     predicate<users> f;  if (least) f &= "age"_c >= *least;  db.from<users>().where(f)
//           Without a condition it is true of every row. It may stand within other expressions.
// Threads   a value
#pragma once

#include <helios/typed/select.hpp>

namespace helios {

template <class Table>
class predicate : public typed::constant_node<predicate<Table>> {
 public:
  template <class>
  using type = bool;

  predicate() = default;
  template <typed::node E>
  predicate(E const& condition)  // NOLINT: a condition is one
      : text_(text_of(condition)) {}

  template <class E>
  predicate& operator&=(E const& condition) {
    return add(" AND ", condition);
  }
  /// Of no condition yet: what comes is the first.
  template <class E>
  predicate& operator|=(E const& condition) {
    return add(" OR ", condition);
  }
  [[nodiscard]] bool empty() const noexcept { return text_.empty(); }
  void print(typed::sql_text& to) const {
    if (text_.empty()) {
      to << "TRUE";
    } else {
      to << text_;
    }
  }

 private:
  template <class E>
  [[nodiscard]] static typed::sql_text text_of(E const& condition) {
    typed::check_given(typed::detail::needs_with<typed::detail::node_list<>, E>());
    return typed::condition_text<typed::scope<Table>>(condition);
  }
  template <class E>
  predicate& add(std::string_view op, E const& condition) {
    typed::sql_text const more = text_of(condition);
    text_ = text_.empty() ? more : typed::sql_text() << "(" << text_ << op << more << ")";
    return *this;
  }

  typed::sql_text text_;
};

}  // namespace helios
