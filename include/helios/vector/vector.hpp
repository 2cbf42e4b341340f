// helios/vector/vector.hpp -- what is calculated with vectors.
//
//   distance.hpp     how far two vectors are from one another
//   arithmetic.hpp   sums, products, norms, parts; the sum of many vectors
#pragma once

#include <helios/vector/arithmetic.hpp>
#include <helios/vector/distance.hpp>
