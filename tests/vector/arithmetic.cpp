// Sums, products, norms and parts of vectors.
#include <helios/vector/arithmetic.hpp>

#include <helios/types/value_text.hpp>
#include <helios/types/vector.hpp>

#include <tests/types/random.hpp>

using namespace helios;
using types::parse_vector;
using types::to_text;

TEST_CASE("vectors are calculated number by number", "[vector]") {
  types::value const a = parse_vector("[1,2,3]"), b = parse_vector("[0.5,-2,4]");
  CHECK(to_text(vector::add(a.as_vector(), b.as_vector())) == "[1.5,0,7]");
  CHECK(to_text(vector::subtract(a.as_vector(), b.as_vector())) == "[0.5,4,-1]");
  CHECK(to_text(vector::multiply(a.as_vector(), b.as_vector())) == "[0.5,-4,12]");
  types::value const large = parse_vector("[3e38]"), small = parse_vector("[1e-38]");
  HELIOS_CHECK_ERROR("22003", "value out of range: overflow",
                     vector::add(large.as_vector(), large.as_vector()));
  HELIOS_CHECK_ERROR("22003", "value out of range: underflow",
                     vector::multiply(small.as_vector(), small.as_vector()));
  HELIOS_CHECK_ERROR("22000", "different vector dimensions 3 and 1",
                     vector::add(a.as_vector(), large.as_vector()));
}

TEST_CASE("vectors one behind the other", "[vector]") {
  types::value const a = parse_vector("[1,2]"), b = parse_vector("[3]");
  CHECK(to_text(vector::concatenate(a.as_vector(), b.as_vector())) == "[1,2,3]");
  CHECK(to_text(vector::concatenate(b.as_vector(), a.as_vector())) == "[3,1,2]");
  std::string most = "[0";
  for (int i = 1; i != types::most_dimensions; ++i) most += ",0";
  types::value const full = parse_vector(most + ']');
  HELIOS_CHECK_ERROR("54000", "vector cannot have more than 16000 dimensions",
                     vector::concatenate(full.as_vector(), b.as_vector()));
}

TEST_CASE("norms and parts", "[vector]") {
  types::value const v = parse_vector("[3,4]"), zero = parse_vector("[0,-0]");
  CHECK(vector::norm(v.as_vector()) == 5);
  CHECK(to_text(vector::normalize(v.as_vector())) == "[0.6,0.8]");
  CHECK(to_text(vector::normalize(zero.as_vector())) == "[0,0]");
  types::value const five = parse_vector("[1,2,3,4,5]");
  auto const part = [&](std::int64_t start, std::int64_t count) {
    return to_text(vector::part(five.as_vector(), start, count));
  };
  CHECK(part(1, 3) == "[1,2,3]");
  CHECK(part(4, 9) == "[4,5]");
  CHECK(part(-1, 4) == "[1,2]");
  HELIOS_CHECK_ERROR("22000", "vector must have at least 1 dimension", part(6, 1));
  HELIOS_CHECK_ERROR("22000", "vector must have at least 1 dimension", part(1, 0));
  HELIOS_CHECK_ERROR("22000", "vector must have at least 1 dimension", part(1, -1));
}

TEST_CASE("running sums join", "[vector]") {
  vector::running_sum a(nullptr), b(nullptr), none(nullptr);
  CHECK(a.sum().is_null());
  a.merge(none);
  CHECK(a.mean().is_null());
  types::value const x = parse_vector("[1,2]"), y = parse_vector("[2,5]");
  a.add(x.as_vector());
  b.add(y.as_vector());
  none.merge(a);
  a.merge(b);
  CHECK(to_text(a.sum()) == "[3,7]");
  CHECK(to_text(a.mean()) == "[1.5,3.5]");
  CHECK(to_text(none.sum()) == "[1,2]");
  types::value const other = parse_vector("[1]");
  HELIOS_CHECK_ERROR("22000", "different vector dimensions 2 and 1", (a.add(other.as_vector()), 0));
}
