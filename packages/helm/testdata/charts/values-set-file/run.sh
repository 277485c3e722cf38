#!/bin/sh
echo hi, you
